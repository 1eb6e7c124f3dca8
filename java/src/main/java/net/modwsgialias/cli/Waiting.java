package net.modwsgialias.cli;

/** A line on the terminal that tells how long something takes, from the second second on; gone when it is done. */
final class Waiting {

    private static final String ERASE = "\r\u001b[K";

    private final Thread thread;

    private Waiting(String what) {
        thread = new Thread(() -> tell(what), "waiting");
        thread.setDaemon(true);
    }

    /** Begins, if standard output is a terminal. */
    static Waiting begin(String what) {
        Waiting waiting = new Waiting(what);
        if (Boolean.getBoolean("wsgi-alias.terminal")) {
            waiting.thread.start();
        }
        return waiting;
    }

    private static void tell(String what) {
        try {
            for (int seconds = 1; true; seconds++) {
                Thread.sleep(1000);
                System.err.print(ERASE + "wsgi-alias: " + what + ", " + seconds + " s");
            }
        } catch (InterruptedException e) {
            System.err.print(ERASE);
        }
    }

    /** It is done: the line goes. */
    void end() throws InterruptedException {
        thread.interrupt();
        thread.join();
    }
}
