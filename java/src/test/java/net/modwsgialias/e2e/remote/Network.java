package net.modwsgialias.e2e.remote;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Three hosts, each a network namespace of its own, with a cable from the front to either of the two others. Nothing
 * of them is seen outside, and they end with the processes that hold them, which end with this one.
 */
final class Network implements AutoCloseable {

    /** One host, by the process that holds it, and its address as the front sees it. */
    record Host(Process holder, String address) {

        String namespace() {
            return "/proc/" + holder.pid() + "/ns/net";
        }

        /** What runs the command that follows it on this host. */
        List<String> enter() {
            return List.of("nsenter", "--net=" + namespace());
        }

        boolean listens(int port) {
            return execute("exec 3<>/dev/tcp/" + address + "/" + port).exit() == 0;
        }

        /** Plugs the cable to the front in or out. */
        void plug(boolean in) {
            run("ip link set front " + (in ? "up" : "down"));
        }

        void run(String script) {
            Ended ended = execute(script);
            if (ended.exit() != 0) {
                throw new IllegalStateException(script + ": " + ended.output());
            }
        }

        private Ended execute(String script) {
            List<String> words = new ArrayList<>(enter());
            words.addAll(List.of("bash", "-e", "-c", script));
            return Network.execute(words);
        }
    }

    private record Ended(int exit, String output) {
    }

    private final List<Host> hosts = new ArrayList<>();

    private Network() {
    }

    static Network create() {
        Network network = new Network();
        try {
            network.add("127.0.0.1");
            network.front().run("ip link set lo up");
            network.addBackend("one", "10.77.1.");
            network.addBackend("two", "10.77.2.");
            return network;
        } catch (RuntimeException e) {
            network.close();
            throw e;
        }
    }

    private Host add(String address) {
        try {
            Process holder = new ProcessBuilder("unshare", "--net", "sh", "-c", "echo; exec cat").start();
            Host host = new Host(holder, address);
            hosts.add(host);
            if (holder.getInputStream().read() < 0) {
                throw new IllegalStateException("no namespace: "
                        + new String(holder.getErrorStream().readAllBytes(), StandardCharsets.UTF_8));
            }
            return host;
        } catch (IOException e) {
            throw new IllegalStateException("no namespace", e);
        }
    }

    private void addBackend(String name, String prefix) {
        Host host = add(prefix + "2");
        List<String> cable = List.of("ip", "link", "add", "name", name, "netns",
                Long.toString(front().holder().pid()), "type", "veth", "peer", "name", "front", "netns",
                Long.toString(host.holder().pid()));
        Ended ended = execute(cable);
        if (ended.exit() != 0) {
            throw new IllegalStateException(cable + ": " + ended.output());
        }
        front().run("ip addr add " + prefix + "1/24 dev " + name + "; ip link set " + name + " up");
        host.run("ip addr add " + host.address() + "/24 dev front; ip link set lo up; ip link set front up");
    }

    private static Ended execute(List<String> words) {
        try {
            Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Ended(process.waitFor(), output);
        } catch (IOException e) {
            throw new IllegalStateException("cannot run " + words, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    Host front() {
        return hosts.get(0);
    }

    Host one() {
        return hosts.get(1);
    }

    Host two() {
        return hosts.get(2);
    }

    @Override
    public void close() {
        hosts.forEach(host -> host.holder().destroy());
    }
}
