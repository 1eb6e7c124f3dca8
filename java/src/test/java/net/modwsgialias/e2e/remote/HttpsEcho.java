package net.modwsgialias.e2e.remote;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import net.modwsgialias.e2e.harness.Trees;

/** A server by HTTPS that answers with the path that it is asked for. Its certificate is its own. */
final class HttpsEcho implements AutoCloseable {

    private static final String PASSWORD = "changeit";

    private final Path directory = Trees.temporary("mwa-https");
    private final Path keys = directory.resolve("keys.p12");
    private final Path certificate = directory.resolve("certificate.pem");
    private final HttpsServer server;

    /** @param name the host that its certificate names */
    HttpsEcho(String address, String name) throws IOException, GeneralSecurityException {
        keytool("-genkeypair", "-keyalg", "EC", "-dname", "CN=" + name, "-ext", "SAN=DNS:" + name);
        keytool("-exportcert", "-rfc", "-file", certificate.toString());
        server = HttpsServer.create(new InetSocketAddress(InetAddress.getByName(address), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(context()));
        server.createContext("/", HttpsEcho::answer);
        server.start();
    }

    private void keytool(String... arguments) throws IOException {
        List<String> words = new ArrayList<>(List.of(arguments));
        words.add(0, Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        words.addAll(List.of("-alias", "echo", "-storetype", "PKCS12", "-keystore", keys.toString(), "-storepass",
                PASSWORD));
        Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.onExit().join().exitValue() != 0) {
            throw new IllegalStateException(output);
        }
    }

    private SSLContext context() throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(keys)) {
            store.load(in, PASSWORD.toCharArray());
        }
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(store, PASSWORD.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        return context;
    }

    private static void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestURI().getPath().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    String url() {
        return "https://" + server.getAddress().getHostString() + ":" + server.getAddress().getPort();
    }

    /** The file of the certificate. */
    Path certificate() {
        return certificate;
    }

    @Override
    public void close() {
        server.stop(0);
        Trees.delete(directory);
    }
}
