package net.modwsgialias.table;

import net.modwsgialias.regex.PatternSet;

/**
 * One server's table where aliases were added and removed: those that were added are a table of their own, and both are
 * asked. A server's own aliases come before those that it inherits, and then the lower id wins, as in any table.
 */
final class PatchedTable extends Table {

    /** In place of the key of an alias: there is none. */
    private static final long NONE = Long.MAX_VALUE;
    /** Above every id. */
    private static final long INHERITED = 1L << Integer.SIZE;

    private final AliasTable whole;
    private final AliasTable patch;
    private final Runs runs;
    private final boolean hasHosts;

    /** @param whole without what is removed */
    PatchedTable(AliasTable whole, AliasTable patch, Runs runs) {
        this.whole = whole;
        this.patch = patch;
        this.runs = runs;
        this.hasHosts = whole.hasHosts() || patch.hasHosts();
    }

    @Override
    public boolean hasHosts() {
        return hasHosts;
    }

    @Override
    public Outcome lookUp(byte[] uri, int length, byte[] host, int hostLength, Lookup lookup)
            throws UndecidedException {
        int own = whole.ownHost(host, hostLength);
        int inherited = whole.inheritedHost(host, hostLength);
        int patchOwn = patch.ownHost(host, hostLength);
        int patchInherited = patch.inheritedHost(host, hostLength);
        // Of the names that fit, one is an end of the other. Only the longest counts, wherever it stands.
        int ownLength = Math.max(whole.nameLength(own), patch.nameLength(patchOwn));
        int inheritedLength = Math.max(whole.nameLength(inherited), patch.nameLength(patchInherited));
        own = whole.nameLength(own) < ownLength ? HostNames.NONE : own;
        inherited = whole.nameLength(inherited) < inheritedLength ? HostNames.NONE : inherited;
        patchOwn = patch.nameLength(patchOwn) < ownLength ? HostNames.NONE : patchOwn;
        patchInherited = patch.nameLength(patchInherited) < inheritedLength ? HostNames.NONE : patchInherited;

        // The whole last: it answers most requests, and the match of who is asked last is there.
        int added;
        UndecidedException undecided = null;
        try {
            added = patch.find(patchOwn, patchInherited, uri, length, lookup);
        } catch (UndecidedException e) {
            added = e.alias();
            undecided = e;
        }
        int read = lookup.match().read();
        long addedKey = key(patch, true, added);
        if (addedKey != NONE) {
            lookup.keepMatch();
        }
        int found;
        try {
            found = whole.find(own, inherited, uri, length, lookup);
        } catch (UndecidedException e) {
            long key = key(whole, false, e.alias());
            if (key < addedKey) {
                throw new UndecidedException((int) key, e.getMessage());
            }
            found = PatternSet.NO_MATCH;
        }
        lookup.setRead(Math.max(read, lookup.match().read()));
        long foundKey = key(whole, false, found);
        if (foundKey < addedKey) {
            return whole.answer(found, (int) foundKey, uri, length, lookup);
        }
        if (undecided != null) {
            throw new UndecidedException((int) addedKey, undecided.getMessage());
        }
        if (addedKey == NONE) {
            return Outcome.DECLINED;
        }
        lookup.restoreMatch();
        return patch.answer(added, (int) addedKey, uri, length, lookup);
    }

    /** In the order of their keys, aliases take a URL; the low half is the id that C knows the alias by. */
    private long key(AliasTable side, boolean isPatch, int id) {
        if (id == PatternSet.NO_MATCH) {
            return NONE;
        }
        return runs.id(isPatch, id) + (side.isOwn(id) ? 0 : INHERITED);
    }
}
