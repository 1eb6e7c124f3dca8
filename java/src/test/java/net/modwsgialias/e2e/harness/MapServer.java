package net.modwsgialias.e2e.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.function.UnaryOperator;

/** A server that follows a map, and its map process. */
public final class MapServer implements AutoCloseable {

    /** Far more than a change takes, and less than a test may. */
    public static final int SECONDS = 60;

    private final Site site;
    private final Server server;
    private final Path map;

    private MapServer(Site site, Server server, Path map) {
        this.site = site;
        this.server = server;
        this.map = map;
    }

    /**
     * @param config of the server, before the map
     * @param lines of the map
     */
    public static MapServer start(Mpm mpm, String config, String lines) {
        return start(UnaryOperator.identity(), mpm, config, lines);
    }

    /** The same, with whatever else the server is to have. */
    public static MapServer start(UnaryOperator<HttpdSpec> more, Mpm mpm, String config, String lines) {
        Site site = Site.create();
        return site.orClose(() -> {
            Path map = site.scripts().resolve("x.map");
            write(site, map, lines);
            HttpdSpec spec = new HttpdSpec(site).mpm(mpm).ours(HttpdSpec.Ours.AFTER_WSGI).config(
                    "WSGIApplicationGroup %{GLOBAL}\n" + config + "\nWSGIAliasMap ${W}/x.map\n");
            return new MapServer(site, Server.start(more.apply(spec)), map);
        });
    }

    public Httpd httpd() {
        return server.httpd();
    }

    public Server server() {
        return server;
    }

    public Site site() {
        return site;
    }

    /** Puts another map in its place, as an administrator should: all at once. {@code ${W}} needs no variable. */
    public void change(String lines) {
        write(site, map, lines);
    }

    /** The file that the server follows. */
    public Path map() {
        return map;
    }

    /** Writes a file in place. */
    public void write(Path file, String lines) {
        try {
            Files.writeString(file, lines.replace("${W}", site.scripts().toString()), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void write(Site site, Path map, String lines) {
        try {
            Path beside = map.resolveSibling("next");
            Files.writeString(beside, lines.replace("${W}", site.scripts().toString()), StandardCharsets.ISO_8859_1);
            Files.move(beside, map, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What the map process answers, or nothing if there is none that does. */
    public String say(String line) {
        Path socket = httpd().configuration().resolveSibling("run").resolve("wsgi_alias." + httpd().pid());
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(UnixDomainSocketAddress.of(socket));
            channel.write(ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.US_ASCII)));
            StringBuilder answer = new StringBuilder();
            ByteBuffer bytes = ByteBuffer.allocate(8192);
            while (channel.read(bytes) >= 0) {
                answer.append(StandardCharsets.ISO_8859_1.decode(bytes.flip()));
                bytes.clear();
            }
            return answer.toString();
        } catch (IOException e) {
            return "";
        }
    }

    /** Waits until every child serves what is in the map. */
    public void awaitServed() {
        Await.until(Duration.ofSeconds(SECONDS), () -> say("maps") + httpd().errorLog(),
                () -> say("reload " + SECONDS).endsWith("exit 0\n"));
    }

    /** Of a line of "status". */
    public long number(String name) {
        return say("status").lines().filter(line -> line.startsWith(name + " "))
                .mapToLong(line -> Long.parseLong(line.split(" ")[1])).findFirst().orElse(-1);
    }

    /** What a path gets, of the callable that ran: "200 a1", or "404 -". */
    public String get(String path) {
        return ask(Request.get(path));
    }

    /** The same, on a connection of its own, which no restart has ended. From any thread. */
    public String ask(Request request) {
        try (Http http = httpd().connect()) {
            Response response = http.ask(request);
            return response.status() + " " + (response.probed() ? response.probe().get("ran") : "-");
        } catch (IOException e) {
            throw new AssertionError("no answer to " + request + "\n" + httpd().errorLog(), e);
        }
    }

    /** The process that compiles: of all, the only one that the server's parent has not forked. */
    public long compiler() {
        long[] found = {-1};
        Await.until(Duration.ofSeconds(SECONDS), httpd()::errorLog, () -> {
            found[0] = httpd().children().stream().filter(pid -> parentOf(pid) != httpd().pid()).findFirst().orElse(-1L);
            return found[0] > 0;
        });
        return found[0];
    }

    /** The process that watches the maps. */
    public long keeper() {
        return parentOf(compiler());
    }

    private static long parentOf(long pid) {
        return ProcessHandle.of(pid).flatMap(ProcessHandle::parent).map(ProcessHandle::pid).orElse(-1L);
    }

    @Override
    public void close() {
        server.close();
        site.close();
    }
}
