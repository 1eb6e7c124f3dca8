package net.modwsgialias.e2e.remote;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import net.modwsgialias.e2e.harness.Await;
import net.modwsgialias.e2e.harness.ProcessGroup;

/** A uWSGI without an application of its own. It leads its own process group. */
public final class Uwsgi implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final ProcessGroup group;
    private final String url;

    private Uwsgi(Process process, String url) {
        this.group = new ProcessGroup(process.pid());
        this.url = url;
    }

    /** Speaks SCGI on a port of an address of this machine. */
    public static Uwsgi scgi(String address, int port) {
        return start(List.of(), "scgi://" + address + ":" + port, () -> listens(address, port), address + ":" + port);
    }

    /** The same on one of the hosts of a network. */
    static Uwsgi scgi(Network.Host host, int port) {
        String socket = host.address() + ":" + port;
        return start(host.enter(), "scgi://" + socket, () -> host.listens(port), socket);
    }

    /** Speaks SCGI through a file. */
    public static Uwsgi socket(Path file) {
        return start(List.of(), "unix:" + file + "|scgi://file", () -> Files.exists(file), file.toString());
    }

    private static Uwsgi start(List<String> wrapper, String url, BooleanSupplier listens, String socket) {
        List<String> words = new ArrayList<>(wrapper);
        words.addAll(List.of("setsid", "uwsgi", "--plugin", "python3", "--scgi-socket", socket,
                "--chmod-socket=666", "--master", "--processes", "2", "--no-default-app", "--max-apps", "200",
                "--single-interpreter", "--disable-logging", "--die-on-term"));
        try {
            Process process = new ProcessBuilder(words).redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null"))).start();
            Uwsgi server = new Uwsgi(process, url);
            Await.until(PATIENCE, () -> words + " does not listen", listens);
            return server;
        } catch (IOException e) {
            throw new IllegalStateException("cannot start " + words, e);
        }
    }

    static boolean listens(String address, int port) {
        try (Socket socket = new Socket(InetAddress.getByName(address), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    public static int freePort(String address) {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName(address))) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new IllegalStateException("no free port", e);
        }
    }

    /** As WSGIAliasRemoteGroup and BalancerMember have it. */
    public String url() {
        return url;
    }

    ProcessGroup processes() {
        return group;
    }

    /** Kills all its processes, as a machine that loses its power. */
    @Override
    public void close() {
        group.awaitKilled(PATIENCE);
    }
}
