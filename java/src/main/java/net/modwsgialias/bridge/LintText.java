package net.modwsgialias.bridge;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import net.modwsgialias.lint.Context;
import net.modwsgialias.lint.ContextReader;
import net.modwsgialias.lint.Finding;
import net.modwsgialias.lint.Linter;
import net.modwsgialias.table.Specs;

/**
 * Findings for C: a line for each, whose fields {@code mwa_findings.c} lists, separated by tabs; and a last line with
 * the number of aliases that have been looked at, and that of all.
 */
final class LintText {

    /** Beyond the time that it may take, the milliseconds until it is given up: it may wait for a disk. */
    private static final int GRACE = 2000;

    /** Milliseconds from one line of progress to the next. */
    private static final int PACE = 500;

    private final Work work;
    private final int milliseconds;
    private final boolean progress;

    private LintText(Work work, int milliseconds, boolean progress) {
        this.work = work;
        this.milliseconds = milliseconds;
        this.progress = progress;
    }

    /**
     * Begins to look for findings, on a thread of its own, which waits for {@link #allowPcre2} before it asks PCRE2.
     *
     * @param question in the machine's byte order
     */
    static LintText begin(ByteBuffer specs, ByteBuffer question) {
        boolean overlaps = question.getInt() != 0;
        int milliseconds = question.getInt();
        boolean progress = question.getInt() != 0;
        // Its own: if it is given up it goes on, and C may have taken the memory of the others away.
        ByteBuffer own = ByteBuffer.allocate(specs.capacity()).put(specs.duplicate().clear());
        Work work = new Work(own, new ContextReader(question),
                new Linter.Options(overlaps, true, TimeUnit.MILLISECONDS.toNanos(milliseconds)));
        work.setDaemon(true);
        work.start();
        return new LintText(work, milliseconds, progress);
    }

    /**
     * Lets it ask PCRE2. JNA must have been set up by then: if two threads began with it at once, each with another class
     * of its own, they would wait for each other.
     */
    void allowPcre2() {
        work.pcre2.countDown();
    }

    /** @throws IllegalStateException if it fails, or does not end in time */
    byte[] await() throws InterruptedException {
        for (int waited = 0; waited < milliseconds + GRACE && work.isAlive(); waited += PACE) {
            work.join(PACE);
            if (progress) {
                work.tell();
            }
        }
        byte[] text = work.text;
        if (text == null) {
            throw new IllegalStateException(work.isAlive() ? "lint does not finish in time" : "lint failed");
        }
        return text;
    }

    /** On a thread of its own, so that it can be given up. */
    private static final class Work extends Thread {

        private final ByteBuffer specs;
        private final ContextReader context;
        private final Linter.Options options;
        private final CountDownLatch pcre2 = new CountDownLatch(1);
        private volatile Linter linter;
        private volatile byte[] text;

        Work(ByteBuffer specs, ContextReader context, Linter.Options options) {
            super("lint");
            this.specs = specs;
            this.context = context;
            this.options = options;
        }

        @Override
        public void run() {
            Specs all = Specs.of(specs);
            Context around = context.read();
            linter = new Linter(all, around, options, pcre2);
            byte[] written = write(linter.run());
            if (!linter.isRight()) {
                linter = new Linter(all, around, options);
                written = write(linter.run());
            }
            text = written;
        }

        /** How far it is, for the command, which reads what httpd says. */
        void tell() {
            Linter begun = linter;
            if (begun != null) {
                System.out.print("lint: " + begun.looked() + " of " + begun.all() + " aliases\n");
                System.out.flush();
            }
        }
    }

    private static byte[] write(Linter.Result result) {
        StringBuilder text = new StringBuilder();
        for (Finding finding : result.findings()) {
            append(finding, text);
        }
        text.append(result.looked()).append(' ').append(result.all()).append('\n');
        return text.toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    private static void append(Finding finding, StringBuilder text) {
        String[] fields = {finding.code().text(), finding.code().severity().name().toLowerCase(Locale.ROOT),
            String.valueOf(finding.alias()), finding.place(), finding.directive(), finding.cause(), finding.cure(),
            finding.culprit(), finding.example()};
        for (int i = 0; i < fields.length; i++) {
            String field = fields[i] == null ? "" : fields[i];
            // Patterns and URLs are bytes: none of them may look like the end of a field.
            for (int at = 0; at < field.length(); at++) {
                text.append(field.charAt(at) < ' ' ? '?' : field.charAt(at));
            }
            text.append(i + 1 < fields.length ? '\t' : '\n');
        }
    }
}
