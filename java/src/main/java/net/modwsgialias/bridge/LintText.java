package net.modwsgialias.bridge;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import net.modwsgialias.lint.Context;
import net.modwsgialias.lint.ContextReader;
import net.modwsgialias.lint.Finding;
import net.modwsgialias.lint.Linter;
import net.modwsgialias.table.SpecReader;

/**
 * Findings for C: a line for each, whose fields {@code mwa_lint.c} lists, separated by tabs; and a last line with the
 * number of aliases that have been looked at, and that of all.
 */
final class LintText {

    private LintText() {
    }

    /** Both in the machine's byte order. */
    static byte[] answer(ByteBuffer specs, ByteBuffer question) {
        boolean overlaps = question.getInt() != 0;
        long nanos = TimeUnit.MILLISECONDS.toNanos(question.getInt());
        Context context = new ContextReader(question).read();
        Linter.Result result = new Linter(new SpecReader(specs).read(), context,
                new Linter.Manner(overlaps, true, nanos)).run();
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
            text.append(field.replaceAll("[\\x00-\\x1f]", "?")).append(i + 1 < fields.length ? '\t' : '\n');
        }
    }
}
