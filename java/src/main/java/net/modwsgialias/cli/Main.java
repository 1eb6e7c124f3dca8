package net.modwsgialias.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command {@code wsgi-alias}. */
@Command(name = "wsgi-alias", mixinStandardHelpOptions = true, versionProvider = Main.Version.class,
        description = "Explains and checks the WSGI script aliases of an httpd configuration, and follows their maps.",
        subcommands = {Explain.class, Lint.class, Reload.class, Maps.class}, synopsisSubcommandLabel = "COMMAND",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:fine", "1:something was found, or refused", "2:wrong arguments",
            "3:httpd refuses the configuration, or the command failed", "4:time is up"})
public final class Main {

    /** The version that the jar was built as. */
    static final class Version implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"wsgi-alias " + version()};
        }
    }

    private Main() {
    }

    /** That the jar was built as; the module has the same. */
    static String version() {
        return Main.class.getPackage().getImplementationVersion();
    }

    /** The command. */
    public static void main(String[] args) {
        PrintWriter out = new PrintWriter(System.out, false, StandardCharsets.UTF_8);
        PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        System.exit(run(out, err, args));
    }

    /** @return one of {@link ExitCode} */
    static int run(PrintWriter out, PrintWriter err, String... args) {
        CommandLine command = new CommandLine(new Main()).setOut(out).setErr(err);
        // Colours of the help follow the same rule as those of the answers.
        command.setColorScheme(CommandLine.Help.defaultColorScheme(
                Style.isWanted() ? CommandLine.Help.Ansi.ON : CommandLine.Help.Ansi.OFF));
        command.setExecutionExceptionHandler((e, line, result) -> {
            if (e instanceof CommandException failure) {
                err.println("wsgi-alias: " + failure.getMessage());
                return failure.exitCode();
            }
            return fail(err, e);
        });
        if (args.length == 0) {
            command.usage(err);
            return ExitCode.USAGE;
        }
        int code = execute(command, args);
        // A command that failed has said why, and one that follows ends quietly.
        if (out.checkError() && code != ExitCode.NO_REPORT) {
            err.println("wsgi-alias: standard output cannot be written");
            return ExitCode.NO_REPORT;
        }
        return code;
    }

    private static int execute(CommandLine command, String... args) {
        try {
            return command.execute(args);
        } catch (Error e) {
            return fail(command.getErr(), e);
        }
    }

    /** Not 1, by which a script would take it for something that was found, and with which the JVM itself ends. */
    private static int fail(PrintWriter err, Throwable thrown) {
        err.println("wsgi-alias: " + thrown.toString().replaceAll("\\R", " "));
        return ExitCode.NO_REPORT;
    }
}
