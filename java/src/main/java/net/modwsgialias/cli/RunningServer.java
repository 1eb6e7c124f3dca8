package net.modwsgialias.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The server that runs with a configuration, as far as it has maps of aliases: it answers on a socket. */
final class RunningServer {

    /** What httpd prints of its configuration without reading maps or compiling anything. */
    private static final List<String> DUMP = List.of("-t", "-D", "DUMP_RUN_CFG");
    private static final Pattern SOCKET = Pattern.compile("^WSGIAliasMapSocket: \"(.*)\"$", Pattern.MULTILINE);
    private static final Pattern PID_FILE = Pattern.compile("^PidFile: \"(.*)\"$", Pattern.MULTILINE);
    /** The last line of an answer. */
    private static final Pattern EXIT = Pattern.compile("exit ([0-4])");

    private final Path socket;

    /** @param socket where it answers */
    RunningServer(Path socket) {
        this.socket = socket;
    }

    /**
     * Finds the server.
     *
     * @throws CommandException if the configuration has no maps, or no server runs
     */
    static RunningServer find(HttpdOptions httpd) throws IOException, InterruptedException, CommandException {
        String configured = dump(httpd);
        String path = find(SOCKET, configured);
        if (path == null) {
            throw new CommandException(ExitCode.FINDINGS, "this configuration has no WSGIAliasMap");
        }
        String pidFile = find(PID_FILE, configured);
        if (pidFile == null || !Files.isReadable(Path.of(pidFile))) {
            throw new CommandException(ExitCode.FINDINGS, "no httpd runs with this configuration: there is no file "
                    + pidFile);
        }
        return new RunningServer(Path.of(path + "." + Files.readString(Path.of(pidFile)).strip()));
    }

    private static String find(Pattern pattern, String text) {
        Matcher found = pattern.matcher(text);
        return found.find() ? found.group(1) : null;
    }

    private static String dump(HttpdOptions options) throws IOException, InterruptedException, CommandException {
        HttpdRun httpd = HttpdRun.open();
        try {
            List<String> command = new ArrayList<>(Asking.start(options.program(), System.getenv()));
            command.addAll(options.arguments());
            command.addAll(DUMP);
            Path output = httpd.create("output");
            int code = httpd.run(command, output, "asking httpd for its configuration");
            String said = Files.readString(output, StandardCharsets.ISO_8859_1);
            if (code != 0) {
                throw new CommandException(ExitCode.NO_REPORT, "httpd refuses the configuration:\n" + said.strip());
            }
            return said;
        } finally {
            httpd.close();
        }
    }

    /**
     * Asks the server, and prints what it says.
     *
     * @param question without the end of its line
     * @param err receives what it says of a failure
     * @return the exit code that it answers with
     */
    int ask(String question, PrintWriter out, PrintWriter err) throws CommandException {
        List<String> lines;
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
            ByteBuffer asked = ByteBuffer.wrap((question + "\n").getBytes(StandardCharsets.UTF_8));
            while (asked.hasRemaining()) {
                channel.write(asked);
            }
            lines = new String(Channels.newInputStream(channel).readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        } catch (IOException e) {
            throw new CommandException(ExitCode.FINDINGS, "the server cannot be asked at " + socket + ": "
                    + e.getMessage());
        }
        Matcher exit = EXIT.matcher(lines.isEmpty() ? "" : lines.get(lines.size() - 1));
        if (!exit.matches()) {
            throw new CommandException(ExitCode.FINDINGS, "the server closed the connection before it had answered");
        }
        int code = Integer.parseInt(exit.group(1));
        lines.subList(0, lines.size() - 1).forEach(code == ExitCode.FINE ? out::println : err::println);
        return code;
    }
}
