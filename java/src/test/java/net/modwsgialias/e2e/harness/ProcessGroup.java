package net.modwsgialias.e2e.harness;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The processes of one httpd: it leads its own process group, so that nobody else's can be hit. */
public final class ProcessGroup {

    /** Where the number of threads is in the kernel's line, counted from the state. */
    private static final int THREADS = 17;

    private final long leader;

    public ProcessGroup(long leader) {
        this.leader = leader;
    }

    /** The living members; a zombie is dead already. */
    public List<Long> members() {
        return find(false);
    }

    /** The dead members that nobody has waited for. */
    public List<Long> zombies() {
        return find(true);
    }

    private List<Long> find(boolean dead) {
        List<Long> found = new ArrayList<>();
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (Path process : processes) {
                if (belongs(process, dead)) {
                    found.add(Long.valueOf(process.getFileName().toString()));
                }
            }
        } catch (IOException e) {
            throw new IllegalStateException("cannot list /proc", e);
        }
        return found;
    }

    private boolean belongs(Path process, boolean dead) {
        try {
            String stat = Files.readString(process.resolve("stat"), StandardCharsets.ISO_8859_1);
            // pid (name) state ppid pgrp ...: the name may hold anything, even a parenthesis.
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            // Its first thread may have ended before the others, which hold its sockets.
            boolean hasEnded = fields[0].equals("Z") && Integer.parseInt(fields[THREADS]) <= 1;
            return Long.parseLong(fields[2]) == leader && hasEnded == dead;
        } catch (IOException e) {
            return false;
        }
    }

    /** Signals one process that must be a member; one that has just ended by itself needs no signal. */
    public void signal(String name, long pid) {
        if (members().contains(pid)) {
            kill("-" + name, Long.toString(pid));
        } else if (Files.exists(Path.of("/proc", Long.toString(pid))) && !zombies().contains(pid)) {
            throw new IllegalArgumentException(pid + " is no process of this httpd");
        }
    }

    /** Signals all members at once. */
    public void signalAll(String name) {
        if (!members().isEmpty()) {
            kill("-" + name, "--", "-" + leader);
        }
    }

    /** Kills all members, and waits until they are dead. */
    public void awaitKilled(Duration limit) {
        signalAll("KILL");
        Await.until(limit, () -> "killed, and not dead: " + members(), () -> members().isEmpty());
    }

    private static void kill(String... arguments) {
        List<String> command = new ArrayList<>(List.of("/bin/kill"));
        command.addAll(List.of(arguments));
        try {
            new ProcessBuilder(command).redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD).start().waitFor();
        } catch (IOException e) {
            throw new IllegalStateException("cannot run " + command, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
