package net.modwsgialias.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code wsgi-alias reload}. */
@Command(name = "reload", mixinStandardHelpOptions = true,
        description = "Has the running server look at its maps now, and waits until all its processes serve them.")
final class Reload implements Callable<Integer> {

    /** The server does not wait longer. */
    private static final int LONGEST = 600;

    @Spec
    private CommandSpec spec;

    @Mixin
    private HttpdOptions httpd;

    @Option(names = "--wait", paramLabel = "SECONDS", defaultValue = "30",
            description = "how long to wait for the processes (default: ${DEFAULT-VALUE}); 0 only waits until the maps "
                    + "are taken or refused")
    private int seconds;

    @Override
    public Integer call() throws IOException, InterruptedException, CommandException {
        if (seconds < 0 || seconds > LONGEST) {
            throw new CommandException(ExitCode.USAGE, "--wait takes 0 to " + LONGEST + " seconds, not " + seconds);
        }
        return RunningServer.find(httpd).ask("reload " + seconds, spec.commandLine().getOut(),
                spec.commandLine().getErr());
    }
}
