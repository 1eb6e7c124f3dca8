package net.modwsgialias.cli;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What the module reported: the twin of native/src/report/mwa_report.c.
 *
 * @param started whether httpd's modules were started before they were asked; null if they could not be
 * @param reason why they could not be started, or null
 * @param aliases those that the answers are about, or all, in the order of their ids
 * @param servers likewise
 * @param aliasCount how many aliases there are
 * @param answers one for each question, in the same order
 * @param findings likely mistakes, if lint was requested
 * @param linted how far that was looked for; null if there is no alias, or if it failed
 */
record Report(Boolean started, String reason, Lines<Alias> aliases, Lines<Server> servers, int aliasCount,
        List<Answer> answers, List<Finding> findings, Linted linted) {

    /**
     * A line of configuration. An option that was not given is null.
     *
     * @param hosts the names of the WSGIAliasHost around it, or null
     */
    record Alias(int id, String directive, String file, int line, boolean match, int flags, String pattern,
            String target, String processGroup, String remote, String applicationGroup, String callableObject,
            Boolean passAuthorization, String notPreloaded, String engine, String engineReason, String hosts) {

        String place() {
            return file + ":" + line;
        }

        /** What makes it the same alias in another configuration: all but where it stands. */
        String identity() {
            return String.join("\0", directive, pattern, target, String.valueOf(processGroup), String.valueOf(remote),
                    String.valueOf(applicationGroup), String.valueOf(callableObject),
                    String.valueOf(passAuthorization), String.valueOf(hosts));
        }
    }

    /** The main server, which has no file, or a virtual host. Its aliases are two runs of ids. */
    record Server(int id, String name, int port, String file, int line, String addresses, int firstOwn,
            int ownCount, int firstInherited, int inheritedCount, boolean contained) {
    }

    /**
     * What would become of a request; native/src/report/mwa_explain.h tells which members an outcome has.
     *
     * @param host the name that the request is for, as httpd took it; null if it has none
     */
    record Answer(int server, String host, String path, String outcome, Integer status, Integer alias, String file, String disk,
            String script, String scriptName, String pathInfo, Boolean readable, String processGroup,
            String applicationGroup, String variables, String message, String module, String via, Integer error,
            String by, String location, String handler, String reason, String processGroupBy,
            String applicationGroupBy, String callableObject, String callableObjectBy, String passAuthorization,
            String passAuthorizationBy, String daemon, String remote, String workers, String applicationId,
            String dispatch, String handlerScript, String access, String user, String group, String interpreter,
            String settings) {

        boolean isTaken() {
            return outcome.equals("matched");
        }

        /** Whether mod_wsgi would run the script, or the request would go to another machine. */
        boolean runs() {
            return status != null && status == 0;
        }
    }

    /** What becomes of a request that is served. @param remote the URL of its process group, or null: it is here */
    static String served(String remote) {
        return remote == null ? "the script runs" : "the remote group answers";
    }

    /** A module for people; a running server does not tell which one it is. */
    static String nameOf(String module) {
        return module == null ? "another module" : module.replace(".c", "");
    }

    /** A likely mistake; net.modwsgialias.lint.Finding describes the members. */
    record Finding(String code, String severity, int alias, String place, String directive, String cause, String cure,
            String culprit, String example) {

        boolean isWarning() {
            return severity.equals("warning");
        }

        /** For people: the texts quote the configuration. */
        Finding shown() {
            return new Finding(code, severity, alias, Bytes.showConfigured(place), Bytes.showConfigured(directive),
                    Bytes.showConfigured(cause), Bytes.showConfigured(cure), Bytes.showConfigured(culprit),
                    Bytes.showConfigured(example));
        }
    }

    /** How many aliases were looked at, and how many there are. */
    record Linted(int looked, int all) {
    }

    /** How many aliases there are. */
    private record End(int aliases) {
    }

    /**
     * The records of one kind, in the order of their ids, which may have gaps. A line is only parsed when it is asked
     * for: an answer needs few of thousands.
     */
    static final class Lines<T> extends AbstractList<T> {

        private final String begin;
        private final Class<T> type;
        private final Gson gson;
        private final List<Integer> ids = new ArrayList<>();
        private final List<String> lines = new ArrayList<>();
        private final Map<Integer, T> parsed = new HashMap<>();

        private Lines(String kind, Class<T> type, Gson gson) {
            this.begin = "{\"record\":\"" + kind + "\",\"id\":";
            this.type = type;
            this.gson = gson;
        }

        /** Adds a line that has such a record. */
        private boolean take(String line) {
            if (!line.startsWith(begin)) {
                return false;
            }
            ids.add(Integer.parseInt(line, begin.length(), line.indexOf(',', begin.length()), 10));
            return lines.add(line);
        }

        /** The record with an id. */
        T of(int id) {
            return get(Collections.binarySearch(ids, id));
        }

        @Override
        public T get(int index) {
            return parsed.computeIfAbsent(index, place -> gson.fromJson(lines.get(place), type));
        }

        @Override
        public int size() {
            return lines.size();
        }

        /** Equal lines are equal records. */
        @Override
        public boolean equals(Object other) {
            return other instanceof Lines<?> list ? lines.equals(list.lines) : super.equals(other);
        }

        @Override
        public int hashCode() {
            return lines.hashCode();
        }
    }

    static Report read(Path file) throws IOException, CommandException {
        try (BufferedReader lines = Files.newBufferedReader(file, StandardCharsets.US_ASCII)) {
            return read(lines);
        }
    }

    static Report read(BufferedReader lines) throws IOException, CommandException {
        Gson gson = new Gson();
        Lines<Alias> aliases = new Lines<>("alias", Alias.class, gson);
        Lines<Server> servers = new Lines<>("server", Server.class, gson);
        List<Answer> answers = new ArrayList<>();
        List<Finding> findings = new ArrayList<>();
        Linted linted = null;
        End end = null;
        Boolean started = null;
        String reason = null;
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (aliases.take(line) || servers.take(line)) {
                continue;
            }
            JsonObject object = JsonParser.parseString(line).getAsJsonObject();
            switch (object.get("record").getAsString()) {
                case "answer" -> answers.add(gson.fromJson(object, Answer.class));
                case "finding" -> findings.add(gson.fromJson(object, Finding.class));
                case "lint" -> linted = gson.fromJson(object, Linted.class);
                case "asked" -> started = object.get("started").getAsBoolean();
                case "unstarted" -> reason = object.get("reason").getAsString();
                case "end" -> end = gson.fromJson(object, End.class);
                default -> { }
            }
        }
        if (end == null && reason == null) {
            throw new CommandException(ExitCode.NO_REPORT, "the report is not complete");
        }
        int aliasCount = end == null ? 0 : end.aliases();
        return new Report(started, reason, aliases, servers, aliasCount, answers, findings, linted);
    }

    /** The same, with the reason why httpd was not started. */
    Report because(String why) {
        return new Report(started, why, aliases, servers, aliasCount, answers, findings, linted);
    }

    Alias aliasOf(Answer answer) {
        return answer.alias() == null ? null : aliases.of(answer.alias());
    }

    Server serverOf(Answer answer) {
        return servers.of(answer.server());
    }

    /**
     * The aliases of a server in the order in which they are asked.
     *
     * @param host that the request is for, or null
     */
    List<Alias> asked(Server server, String host) {
        List<Alias> asked = new ArrayList<>(HostChoice.asked(range(server.firstOwn(), server.ownCount()), host));
        asked.addAll(HostChoice.asked(range(server.firstInherited(), server.inheritedCount()), host));
        return asked;
    }

    private List<Alias> range(int first, int count) {
        return new AbstractList<>() {
            @Override
            public Alias get(int index) {
                return aliases.of(first + index);
            }

            @Override
            public int size() {
                return count;
            }
        };
    }
}
