package net.modwsgialias.benchmarks;

import java.util.Random;

/** A kind of alias: its patterns, the URIs that one of them takes, and those that it only just does not take. */
interface Shape {

    /** The pattern of alias {@code index}. */
    String pattern(int index);

    /** A URI that the pattern of alias {@code index} matches. */
    String hit(int index, Random random);

    /** A URI that nearly matches the pattern of alias {@code index}. The caller sees to it that no other takes it. */
    String nearMiss(int index, Random random);

    /** The shape of that name. */
    static Shape named(String name) {
        return switch (name) {
            case "tenant" -> new Tenant();
            case "middle" -> new Middle();
            case "floating" -> new Floating();
            case "rest" -> new RestRoutes();
            case "exploding" -> new Exploding();
            default -> throw new IllegalArgumentException("no such workload: " + name);
        };
    }

    /** Anchored, with what tells the aliases apart near the beginning: the friendliest that there is. */
    final class Tenant implements Shape {
        @Override
        public String pattern(int index) {
            return String.format("^/tenant-%05d/([^/]+)/app", index);
        }

        @Override
        public String hit(int index, Random random) {
            return String.format("/tenant-%05d/%s/app/%s", index, Words.word(random), Words.path(random, 2));
        }

        @Override
        public String nearMiss(int index, Random random) {
            String rest = Words.path(random, 2);
            return switch (random.nextInt(3)) {
                case 0 -> String.format("/tenant-%05d/%s/apx/%s", index, Words.word(random), rest);
                case 1 -> String.format("/tenant-%05d//app/%s", index, rest);
                default -> String.format("/tenant-%05dx/%s/app/%s", index, Words.word(random), rest);
            };
        }
    }

    /** Anchored, but what tells the aliases apart comes behind a segment that can be anything. */
    final class Middle implements Shape {
        @Override
        public String pattern(int index) {
            return String.format("^/([^/]+)/svc-%04d/(.*)\\.do$", index);
        }

        @Override
        public String hit(int index, Random random) {
            return String.format("/%s/svc-%04d/%s.do", Words.word(random), index, Words.path(random, 3));
        }

        @Override
        public String nearMiss(int index, Random random) {
            String first = Words.word(random);
            String rest = Words.path(random, 3);
            return switch (random.nextInt(3)) {
                case 0 -> String.format("/%s/svc-%04d/%s.dox", first, index, rest);
                case 1 -> String.format("/%s/svc-%04d/%s", first, index, rest);
                default -> String.format("/%s/%s/svc-%04d/%s.do", first, first, index, rest);
            };
        }
    }

    /** Matches anywhere: a search has to begin anew at every byte. */
    final class Floating implements Shape {
        @Override
        public String pattern(int index) {
            return String.format("/api-%04d/v([0-9]+)/", index);
        }

        @Override
        public String hit(int index, Random random) {
            return String.format("/%s/api-%04d/v%s/%s", Words.path(random, 2), index, Words.number(random, 30),
                    Words.path(random, 2));
        }

        @Override
        public String nearMiss(int index, Random random) {
            String first = Words.path(random, 2);
            String rest = Words.path(random, 2);
            return switch (random.nextInt(3)) {
                case 0 -> String.format("/%s/api-%04d/v/%s", first, index, rest);
                case 1 -> String.format("/%s/api-%04d/v%sb/%s", first, index, Words.number(random, 30), rest);
                default -> String.format("/%s/api-%04dx/v1/%s", first, index, rest);
            };
        }
    }

    /**
     * A deterministic automaton for N of these has to know which of the N beginnings it has seen: 2 to the power of N
     * states. The URIs hold several beginnings each, so that many of those states do occur.
     */
    final class Exploding implements Shape {
        @Override
        public String pattern(int index) {
            return String.format("^/.*k-%d/(.*)m-%d$", index, index);
        }

        @Override
        public String hit(int index, Random random) {
            return String.format("%s/k-%d/%s/m-%d", beginnings(random), index, Words.word(random), index);
        }

        @Override
        public String nearMiss(int index, Random random) {
            String tail = random.nextBoolean() ? "x" : "/" + Words.word(random);
            return hit(index, random) + tail;
        }

        private static String beginnings(Random random) {
            StringBuilder text = new StringBuilder();
            int count = 1 + random.nextInt(4);
            for (int i = 0; i < count; i++) {
                text.append("/k-").append(random.nextInt(100));
            }
            return text.append('/').append(Words.word(random)).toString();
        }
    }
}
