package net.modwsgialias.e2e.remote;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** A backend that speaks SCGI or HTTP and does with each request what {@link Misbehaviour} its URL names. */
final class Misbehaving implements AutoCloseable {

    private final boolean isHttp;
    private final ServerSocket listener;

    private Misbehaving(boolean isHttp, ServerSocket listener) {
        this.isHttp = isHttp;
        this.listener = listener;
    }

    static Misbehaving start(String scheme, String address) {
        try {
            Misbehaving server = new Misbehaving(scheme.equals("http"),
                    new ServerSocket(0, 100, InetAddress.getByName(address)));
            startThread(server::accept);
            return server;
        } catch (IOException e) {
            throw new IllegalStateException("cannot listen on " + address, e);
        }
    }

    private static void startThread(Runnable task) {
        Thread thread = new Thread(task, "misbehaving");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket socket = listener.accept();
                startThread(() -> serve(socket));
            } catch (IOException e) {
                // It is closed, which ends the loop.
            }
        }
    }

    private void serve(Socket connection) {
        try (Socket socket = connection) {
            BufferedInputStream in = new BufferedInputStream(socket.getInputStream(), 1 << 16);
            boolean goesOn = true;
            while (goesOn) {
                Exchange exchange = new Exchange(isHttp, socket, in);
                goesOn = exchange.readHead() && answer(exchange) && isHttp;
            }
        } catch (IOException e) {
            // httpd has closed it, as it does after some of what was done to it.
        }
    }

    /** @return whether the connection can carry another request */
    private static boolean answer(Exchange exchange) throws IOException {
        Misbehaviour misbehaviour = Misbehaviour.of(exchange.path());
        if (exchange.hasBody() && misbehaviour != Misbehaviour.DEAF) {
            exchange.receive();
        } else {
            misbehaviour.run(exchange);
        }
        return !exchange.ended();
    }

    /** Host and port. */
    String authority() {
        return listener.getInetAddress().getHostAddress() + ":" + listener.getLocalPort();
    }

    @Override
    public void close() {
        try {
            listener.close();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
