package net.modwsgialias.bridge;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.IntBuffer;
import java.util.Arrays;
import net.modwsgialias.frame.Frame;
import net.modwsgialias.frame.FrameFullException;
import net.modwsgialias.frame.FrameLayout;
import net.modwsgialias.frame.Status;
import net.modwsgialias.group.GroupRefusedException;
import net.modwsgialias.table.AliasTables;
import net.modwsgialias.table.Lookup;
import net.modwsgialias.table.PatchedTables;
import net.modwsgialias.table.SpecWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Questions and answers through a frame, as C puts and reads them. */
class AnswerTest {

    private final Slot slot = new Slot();

    @Test
    void shouldAnswerAliasFileAndConstantGroups() throws Exception {
        AliasTables tables = SpecWriter.load(new SpecWriter()
                .alias(false, "/a", "/w/a.wsgi", null, null)
                .alias(false, "/b", "/w/b.wsgi", "group", "%{GLOBAL}")
                .write());
        Frame frame = question(4096, "/b/c");
        assertEquals(Status.MATCHED, new Matcher(Generations.of(tables)).answer(frame, slot));
        assertEquals(1, frame.alias());
        assertEquals("/w/b.wsgi/c", text(frame, FrameLayout.FILENAME_OFFSET));
        assertEquals("group", text(frame, FrameLayout.PROCESS_GROUP_OFFSET));
        assertEquals("", text(frame, FrameLayout.APPLICATION_GROUP_OFFSET));

        frame = question(4096, "/a");
        assertEquals(Status.MATCHED, new Matcher(Generations.of(tables)).answer(frame, slot));
        assertEquals(FrameLayout.TEXT_ABSENT, frame.length(FrameLayout.PROCESS_GROUP_OFFSET));
        assertEquals(Status.DECLINED, new Matcher(Generations.of(tables)).answer(question(4096, "/x"), slot));
    }

    @Test
    void shouldAskForVariablesAndResolveThemInASecondQuestion() throws Exception {
        AliasTables tables = SpecWriter.load(new SpecWriter()
                .alias(true, "^/([^/]+)", "/w/$1.wsgi", "$1-%{ENV:A}", "%{ENV:B}")
                .write());
        Frame frame = question(4096, "/site/x");
        assertEquals(Status.MATCHED, new Matcher(Generations.of(tables)).answer(frame, slot));
        assertEquals(FrameLayout.TEXT_LATE, frame.length(FrameLayout.PROCESS_GROUP_OFFSET));
        assertEquals("A\0B\0", text(frame, FrameLayout.VARIABLES_OFFSET));
        int[] captures = new int[20];
        for (int i = 0; i < captures.length; i++) {
            captures[i] = frame.capture(i);
        }
        assertArrayEquals(new int[] {0, 5, 1, 5, -1, -1}, Arrays.copyOf(captures, 6));

        Frame again = question(4096, "/site/x");
        again.setAlias(0);
        for (int i = 0; i < captures.length; i++) {
            again.setCapture(i, captures[i]);
        }
        again.put(FrameLayout.VARIABLES_OFFSET, "+one\0-\0".getBytes(ISO_8859_1), 7);
        assertEquals(Status.RESOLVED, new GroupResolver(Generations.of(tables)).answer(again, slot));
        assertEquals("site-one", text(again, FrameLayout.PROCESS_GROUP_OFFSET));
        assertEquals("%{ENV:B}", text(again, FrameLayout.APPLICATION_GROUP_OFFSET));
    }

    @Test
    void shouldNotUseAgainWhatAnErrorLeftHalfWritten() throws Exception {
        Lookup before = slot.lookup();
        Frame frame = question(4096, "/a");
        Entry.ask(frame, slot, (f, s) -> Status.DECLINED);
        Entry.ask(frame, slot, (f, s) -> {
            f.put(FrameLayout.FILENAME_OFFSET, new byte[4096], 4096);
            return Status.MATCHED;
        });
        Entry.ask(frame, slot, (f, s) -> Status.DECLINED);
        assertSame(before, slot.lookup());
        Entry.ask(frame, slot, (f, s) -> {
            throw new StackOverflowError("for the test");
        });
        Entry.ask(frame, slot, (f, s) -> Status.DECLINED);
        assertNotSame(before, slot.lookup());
    }

    @Test
    void shouldTellTheCapturesOfAnyMatchIfTheyAreWanted() throws Exception {
        AliasTables tables = AliasTables.compile(new SpecWriter().alias(true, "^/(a)(b)?", "/w/$1", null, null).write());
        Frame frame = question(4096, "/a/x");
        assertEquals(Status.MATCHED, new Matcher(Generations.of(tables)).answer(frame, slot));
        assertEquals(0, frame.capture(1));
        ByteBuffer memory = memory(4096, "/a/x");
        memory.putInt(FrameLayout.WANTS_CAPTURES_OFFSET, 1);
        frame = new Frame(memory);
        assertEquals(Status.MATCHED, new Matcher(Generations.of(tables)).answer(frame, slot));
        int[] expected = {0, 2, 1, 2, -1, -1};
        for (int i = 0; i < expected.length; i++) {
            assertEquals(expected[i], frame.capture(i));
        }
    }

    /** The end counts as one more byte; 0 stands for an answer that C is not to remember. */
    @ParameterizedTest
    @CsvSource({
        "/app/x, 5", "/app, 5", "/appx, 5", "/static/x, 2", "/tenant-red/home, 12", "/tenant-red, 12", "/tenant-, 9",
        "/tenant-a../x, 14", "/up/x, 6", "/aa, 0", "/ab/c.php, 10", "/x.php, 7"})
    void shouldTellHowManyBytesOfTheUrlItHangsOn(String uri, int read) throws Exception {
        SpecWriter specs = new SpecWriter()
                .alias(false, "/app", "/w/app.wsgi", null, null)
                .alias(true, "^/tenant-([^/]+)", "/w/$1/app.wsgi", "tenant-$1", null)
                .alias(false, "/up", "/w/../up.wsgi", null, null);
        if (uri.length() < 4) {
            specs.alias(true, "^/(.)\\1$", "/w/twice", null, null);
        }
        if (uri.endsWith(".php")) {
            specs.alias(true, "\\.php$", "/w/php.wsgi", null, null);
        }
        ByteBuffer memory = memory(4096, uri);
        new Matcher(Generations.of(SpecWriter.load(specs.write()))).answer(new Frame(memory), slot);
        assertEquals(read, memory.getInt(FrameLayout.READ_OFFSET));
    }

    @Test
    void shouldTellHowOftenPcre2WasAskedForTheLookupAlone() throws Exception {
        AliasTables tables = AliasTables.compile(new SpecWriter()
                .alias(true, "^/(.)\\1$", "/w/a", null, null)
                .alias(true, "^/(.)x\\1$", "/w/b", null, null)
                .alias(false, "/c", "/w/c", null, null)
                .write());
        assertEquals(1, pcre2Searches(tables, "/aa"));
        assertEquals(2, pcre2Searches(tables, "/axa"));
        assertEquals(2, pcre2Searches(tables, "/c"));
        assertEquals(2, pcre2Searches(tables, "/nothing"));
    }

    private int pcre2Searches(AliasTables tables, String uri) throws Exception {
        ByteBuffer memory = memory(4096, uri);
        new Matcher(Generations.of(tables)).answer(new Frame(memory), slot);
        return memory.getInt(FrameLayout.PCRE2_SEARCHES_OFFSET);
    }

    @Test
    void shouldNameAliasesOfPatchedTablesByTheirNewIds() throws Exception {
        AliasTables whole = SpecWriter.load(new SpecWriter().alias(false, "/a", "/w/a", "first", null)
                .alias(true, "^/i", "/w/s/", null, null).alias(true, "^/l", "/w/l", "%{ENV:A}", null).write());
        AliasTables patch = SpecWriter.load(new SpecWriter().alias(false, "/a", "/w/new", "second", null).write());
        // "/a" is changed, and stands twice.
        Generations generations = Generations.of(PatchedTables.of(whole, patch,
                IntBuffer.wrap(new int[] {0, 0, 1, 1, 0, 0}), 4));
        Frame frame = question(4096, "/a");
        assertEquals(Status.MATCHED, new Matcher(generations).answer(frame, slot));
        assertEquals(0, frame.alias());
        assertEquals("second", text(frame, FrameLayout.PROCESS_GROUP_OFFSET));
        frame = question(4096, "/i../x");
        assertEquals(Status.OUTSIDE, new Matcher(generations).answer(frame, slot));
        assertEquals(2, frame.alias());
        frame = question(4096, "/l");
        assertEquals(Status.MATCHED, new Matcher(generations).answer(frame, slot));
        assertEquals(3, frame.alias());
        frame.setAlias(1);
        assertEquals(Status.RESOLVED, new GroupResolver(generations).answer(frame, slot));
        assertEquals("first", text(frame, FrameLayout.PROCESS_GROUP_OFFSET));
    }

    @Test
    void shouldSayWhichFileLeavesWhichDirectory() throws Exception {
        AliasTables tables = SpecWriter.load(new SpecWriter().alias(true, "^/i", "/w/s/", null, null).write());
        Frame frame = question(4096, "/i../x");
        assertEquals(Status.OUTSIDE, new Matcher(Generations.of(tables)).answer(frame, slot));
        assertEquals(0, frame.alias());
        assertEquals("the file is outside the directory /w/s/: /w/s/../x", text(frame, FrameLayout.MESSAGE_OFFSET));
    }

    @Test
    void shouldRefuseAGroupThatTheRequestMakesAForm() throws Exception {
        AliasTables tables = SpecWriter.load(new SpecWriter().alias(true, "^/([^/]+)", "/w/a", "$1", null).write());
        assertThrows(GroupRefusedException.class,
                () -> new Matcher(Generations.of(tables)).answer(question(4096, "/%{GLOBAL}/x"), slot));
    }

    @Test
    void shouldSayThatAnAnswerDoesNotFit() throws Exception {
        AliasTables tables = SpecWriter.load(
                new SpecWriter().alias(false, "/a", "/w/" + "x".repeat(200), null, null).write());
        assertThrows(FrameFullException.class,
                () -> new Matcher(Generations.of(tables)).answer(question(FrameLayout.SIZE + 100, "/a"), slot));
    }

    @Test
    void shouldAnswerUrlsOfAnyLength() throws Exception {
        AliasTables tables = SpecWriter.load(new SpecWriter().alias(false, "/a", "/w/a", null, null).write());
        for (int length : new int[] {2, 8190, 65536, 1 << 20}) {
            String uri = "/a" + "/".repeat(length - 2);
            Frame frame = question(3 * length + 4096, uri);
            assertEquals(Status.MATCHED, new Matcher(Generations.of(tables)).answer(frame, slot));
            assertEquals("/w/a" + uri.substring(2), text(frame, FrameLayout.FILENAME_OFFSET));
        }
    }

    @Test
    void shouldKeepOneSlotForEachIdAndGrow() {
        Slots slots = new Slots();
        Slot third = slots.get(3);
        assertNotNull(slots.get(0));
        assertTrue(third == slots.get(3) && slots.get(200) == slots.get(200));
    }

    private static Frame question(int capacity, String uri) throws FrameFullException {
        return new Frame(memory(capacity, uri));
    }

    private static ByteBuffer memory(int capacity, String uri) throws FrameFullException {
        ByteBuffer memory = ByteBuffer.allocateDirect(capacity).order(ByteOrder.nativeOrder());
        memory.putInt(FrameLayout.USED_OFFSET, FrameLayout.SIZE);
        for (int text = FrameLayout.URI_OFFSET; text <= FrameLayout.MESSAGE_OFFSET; text += 8) {
            memory.putInt(text + 4, FrameLayout.TEXT_ABSENT);
        }
        new Frame(memory).put(FrameLayout.URI_OFFSET, uri.getBytes(ISO_8859_1), uri.length());
        return memory;
    }

    private static String text(Frame frame, int text) {
        byte[] bytes = frame.bytes(text);
        return bytes == null ? null : new String(bytes, ISO_8859_1);
    }
}
