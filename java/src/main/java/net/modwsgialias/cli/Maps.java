package net.modwsgialias.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code wsgi-alias maps}. */
@Command(name = "maps", mixinStandardHelpOptions = true,
        description = "Lists the maps of the running server, and which version of them each of its processes serves.")
final class Maps implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private HttpdOptions httpd;

    @Override
    public Integer call() throws IOException, InterruptedException, CommandException {
        return RunningServer.find(httpd).ask("maps", spec.commandLine().getOut(), spec.commandLine().getErr());
    }
}
