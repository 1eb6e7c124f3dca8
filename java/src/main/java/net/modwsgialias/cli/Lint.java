package net.modwsgialias.cli;

import com.google.gson.GsonBuilder;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code wsgi-alias lint}. */
@Command(name = "lint", mixinStandardHelpOptions = true,
        description = "Finds likely mistakes in the aliases of a configuration.")
final class Lint implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private HttpdOptions httpd;

    @Mixin
    private OtherMaps maps;

    @Option(names = "--json", description = "print JSON")
    private boolean json;

    @Option(names = {"-v", "--verbose"},
            description = "also report aliases that match some URLs of a later alias, each with an example")
    private boolean verbose;

    @Override
    public Integer call() throws IOException, InterruptedException, CommandException {
        Report report = new Asking(httpd.program(), List.of(), "checking the aliases")
                .test(maps.after(httpd.arguments()), verbose ? "lint-all" : "lint");
        if (report.linted() == null && report.aliasCount() > 0) {
            throw new CommandException(ExitCode.NO_REPORT, "httpd did not report any findings; see its error log");
        }
        List<Report.Finding> findings = report.findings().stream().map(Report.Finding::shown).toList();
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create()
                    .toJson(Map.of("findings", findings, "looked", looked(report), "all", all(report))));
        } else {
            print(findings, out, new Style(Style.isWanted()));
            out.println(count(all(report), "alias", "aliases") + ", " + count(warnings(findings), "warning", "warnings")
                    + ", " + count(findings.size() - warnings(findings), "note", "notes"));
            if (looked(report) < all(report)) {
                out.println("The time limit was reached: only the first " + looked(report) + " aliases were checked.");
            }
        }
        return warnings(findings) == 0 && looked(report) == all(report) ? ExitCode.FINE : ExitCode.FINDINGS;
    }

    private static String count(long number, String one, String more) {
        return number + " " + (number == 1 ? one : more);
    }

    private static int looked(Report report) {
        return report.linted() == null ? 0 : report.linted().looked();
    }

    private static int all(Report report) {
        return report.linted() == null ? 0 : report.linted().all();
    }

    private static long warnings(List<Report.Finding> findings) {
        return findings.stream().filter(Report.Finding::isWarning).count();
    }

    private static void print(List<Report.Finding> findings, PrintWriter out, Style style) {
        for (Report.Finding finding : findings) {
            String head = finding.severity() + " " + finding.code();
            out.println(finding.place() + ": " + (finding.isWarning() ? style.bad(head) : style.bold(head)));
            out.println("    " + finding.directive());
            out.println("    " + finding.cause() + ".");
            out.println("    " + Character.toUpperCase(finding.cure().charAt(0)) + finding.cure().substring(1) + ".");
        }
    }
}
