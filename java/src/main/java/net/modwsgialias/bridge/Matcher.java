package net.modwsgialias.bridge;

import java.nio.charset.StandardCharsets;
import net.modwsgialias.frame.Frame;
import net.modwsgialias.frame.FrameFullException;
import net.modwsgialias.frame.FrameLayout;
import net.modwsgialias.frame.Status;
import net.modwsgialias.group.ByteSink;
import net.modwsgialias.group.GroupRefusedException;
import net.modwsgialias.group.GroupRequest;
import net.modwsgialias.group.GroupTemplate;
import net.modwsgialias.regex.MatchScratch;
import net.modwsgialias.table.Alias;
import net.modwsgialias.table.AliasTable;
import net.modwsgialias.table.Lookup;
import net.modwsgialias.table.Table;
import net.modwsgialias.table.UndecidedException;

/** Answers MATCH: which alias takes the URL, which file, and the groups as far as they are known. */
final class Matcher implements Answerer {

    private final Generations generations;

    Matcher(Generations generations) {
        this.generations = generations;
    }

    @Override
    public Status answer(Frame frame, Slot slot) throws FrameFullException, GroupRefusedException {
        int length = frame.length(FrameLayout.URI_OFFSET);
        byte[] uri = slot.uri(length);
        frame.copy(FrameLayout.URI_OFFSET, uri);
        Lookup lookup = slot.lookup();
        Table table = generations.get(frame.generation()).table(frame.table());
        int hostLength = table.hasHosts() ? Math.max(0, frame.length(FrameLayout.HOST_OFFSET)) : 0;
        byte[] host = hostLength == 0 ? AliasTable.NO_HOST : slot.host(hostLength);
        if (hostLength > 0) {
            frame.copy(FrameLayout.HOST_OFFSET, host);
        }
        try {
            return switch (table.lookUp(uri, length, host, hostLength, lookup)) {
                case DECLINED -> putDeclined(frame, lookup);
                case MATCHED -> putMatch(frame, uri, slot);
                case OUTSIDE -> putOutside(frame, lookup);
            };
        } catch (UndecidedException e) {
            frame.setAlias(e.alias());
            frame.putMessage(e.getMessage());
            return Status.LIMIT;
        } finally {
            putCosts(frame, lookup.match());
        }
    }

    private static void putCosts(Frame frame, MatchScratch match) {
        if (match.hasCosts()) {
            frame.setCosts(match.cacheFlushes(), match.pcre2Searches());
            match.forgetCosts();
        }
    }

    private static Status putDeclined(Frame frame, Lookup lookup) {
        putRead(frame, lookup);
        return Status.DECLINED;
    }

    /** Lets C remember the answer, unless it had costs: they are counted, so they must be those of its every use. */
    private static void putRead(Frame frame, Lookup lookup) {
        if (!lookup.match().hasCosts()) {
            // Every URL has a first byte; 0 stands for an answer that is not to be remembered.
            frame.setRead(Math.max(1, lookup.read()));
        }
    }

    private static Status putMatch(Frame frame, byte[] uri, Slot slot)
            throws FrameFullException, GroupRefusedException {
        Lookup lookup = slot.lookup();
        Alias alias = lookup.alias();
        frame.setAlias(lookup.id());
        frame.put(FrameLayout.FILENAME_OFFSET, lookup.filename().array(), lookup.filename().length());
        GroupRequest request = needsRequest(alias.processGroup()) || needsRequest(alias.applicationGroup())
                ? GroupRequest.ofMatch(uri, bounds(lookup.match())) : null;
        boolean late = putGroup(frame, FrameLayout.PROCESS_GROUP_OFFSET, alias.processGroup(), request, slot)
                | putGroup(frame, FrameLayout.APPLICATION_GROUP_OFFSET, alias.applicationGroup(), request, slot);
        if (late) {
            putLate(frame, alias, request, slot);
        }
        if (late || frame.wantsCaptures()) {
            putCaptures(frame, lookup.match());
        }
        putRead(frame, lookup);
        return Status.MATCHED;
    }

    private static boolean needsRequest(GroupTemplate group) {
        return group != null && group.constant() == null;
    }

    /** Puts a group's name, if it can be told already. @return whether it can only be told later */
    private static boolean putGroup(Frame frame, int text, GroupTemplate group, GroupRequest request, Slot slot)
            throws FrameFullException, GroupRefusedException {
        if (group == null) {
            return false;
        }
        if (group.isLate()) {
            frame.putLength(text, FrameLayout.TEXT_LATE);
        } else if (group.constant() != null) {
            frame.put(text, group.constant(), group.constant().length);
        } else {
            ByteSink name = slot.text();
            group.expand(request, null, name);
            frame.put(text, name.array(), name.length());
        }
        return group.isLate();
    }

    /** Puts what C must bring back with RESOLVE, and the names of the variables that it must look up for it. */
    private static void putLate(Frame frame, Alias alias, GroupRequest request, Slot slot) throws FrameFullException {
        ByteSink names = slot.text();
        for (GroupTemplate group : new GroupTemplate[] {alias.processGroup(), alias.applicationGroup()}) {
            if (group != null) {
                group.appendVariables(request, names);
            }
        }
        frame.put(FrameLayout.VARIABLES_OFFSET, names.array(), names.length());
    }

    private static void putCaptures(Frame frame, MatchScratch match) {
        for (int group = 0; group < MatchScratch.GROUPS; group++) {
            frame.setCapture(2 * group, match.start(group));
            frame.setCapture(2 * group + 1, match.end(group));
        }
    }

    private static int[] bounds(MatchScratch match) {
        int[] bounds = new int[2 * MatchScratch.GROUPS];
        match.copyBounds(bounds);
        return bounds;
    }

    private static Status putOutside(Frame frame, Lookup lookup) {
        frame.setAlias(lookup.id());
        ByteSink file = lookup.filename();
        frame.putMessage("the file is outside the directory " + AliasTable.directoryOf(lookup) + ": "
                + new String(file.array(), 0, file.length(), StandardCharsets.UTF_8));
        return Status.OUTSIDE;
    }
}
