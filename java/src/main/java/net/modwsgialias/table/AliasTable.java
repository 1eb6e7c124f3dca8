package net.modwsgialias.table;

import net.modwsgialias.group.ByteSink;
import net.modwsgialias.regex.Asked;
import net.modwsgialias.regex.MatchLimitException;
import net.modwsgialias.regex.PatternSet;

/**
 * What one server's URLs are looked up in: its own aliases, then the main server's, in one pass. Immutable; any thread
 * may use it.
 */
public final class AliasTable extends Table {

    /** In place of a host's name: the request has none, or it does not matter. */
    public static final byte[] NO_HOST = {};

    private final AliasTables tables;
    private final PatternSet patterns;
    private final TableSpec spec;
    /** The range of patterns of the server's own aliases, and its first number. */
    private final int own;
    private final int ownBase;
    /** The same of those that it inherits; the same range if it has none of its own. */
    private final int inherited;
    private final int inheritedBase;
    /** The lists for all hosts. */
    private final Asked asked;
    /** Whether names of hosts add lists to the server's own, and to those that it inherits. */
    private final boolean ownHosts;
    private final boolean inheritedHosts;
    private final boolean hasHosts;

    /** @param own the range of the server's own aliases, or the last one, if it has no other than those */
    AliasTable(AliasTables tables, PatternSet patterns, TableSpec spec, RangedPatterns ranges, int own) {
        this.tables = tables;
        this.patterns = patterns;
        this.spec = spec;
        this.own = own;
        this.ownBase = ranges.base(own);
        this.inherited = ranges.count() - 1;
        this.inheritedBase = ranges.base(inherited);
        this.asked = own == inherited ? new Asked(own) : new Asked(own, inherited);
        this.ownHosts = spec.own().count() > 0 && tables.names().addTo(own);
        this.inheritedHosts = (own != inherited || spec.own().count() == 0) && tables.names().addTo(inherited);
        this.hasHosts = ownHosts || inheritedHosts;
    }

    @Override
    public boolean hasHosts() {
        return hasHosts;
    }

    @Override
    public Outcome lookUp(byte[] uri, int length, byte[] host, int hostLength, Lookup lookup)
            throws UndecidedException {
        int id = hasHosts ? find(ownHost(host, hostLength), inheritedHost(host, hostLength), uri, length, lookup)
                : find(asked, HostNames.NONE, HostNames.NONE, uri, length, lookup);
        lookup.setRead(lookup.match().read());
        return id == PatternSet.NO_MATCH ? Outcome.DECLINED : answer(id, id, uri, length, lookup);
    }

    /**
     * Answers with an alias that was found by the lookup's last search. How much was read has been set before.
     *
     * @param id of the alias here
     * @param known the id that C knows it by
     */
    Outcome answer(int id, int known, byte[] uri, int length, Lookup lookup) {
        Alias alias = tables.alias(id);
        lookup.setAlias(alias, known);
        ByteSink filename = lookup.filename().clear();
        alias.appendFilename(uri, length, lookup.match(), filename);
        // A name that came out empty is no file at all; httpd answers to that by itself.
        boolean inside = !spec.contained() || filename.length() == 0
                || alias.directory().contains(filename.array(), filename.length());
        if (lookup.read() <= length
                && !alias.directory().containsOneThatGoesOn(filename.array(), filename.length())) {
            lookup.setRead(length + 1);
        }
        return inside ? Outcome.MATCHED : Outcome.OUTSIDE;
    }

    /** The entry of a host's name that adds to the server's own aliases, or {@link HostNames#NONE}. */
    int ownHost(byte[] host, int hostLength) {
        return ownHosts ? tables.names().find(own, host, hostLength) : HostNames.NONE;
    }

    /** The entry of a host's name that adds to the aliases that the server inherits, or {@link HostNames#NONE}. */
    int inheritedHost(byte[] host, int hostLength) {
        return inheritedHosts ? tables.names().find(inherited, host, hostLength) : HostNames.NONE;
    }

    /** As {@link HostNames#nameLength}. */
    int nameLength(int entry) {
        return tables.names().nameLength(entry);
    }

    /** Whether an alias of this table is the server's own, and not inherited. */
    boolean isOwn(int id) {
        return id >= spec.own().first() && id - spec.own().first() < spec.own().count();
    }

    /**
     * Searches with the aliases for all hosts and those that a host's names add.
     *
     * @param forOwn as {@link #ownHost} gives it
     * @param forInherited as {@link #inheritedHost} gives it
     * @return the id of the alias, or {@link PatternSet#NO_MATCH}
     * @throws UndecidedException as {@link #lookUp} does
     */
    int find(int forOwn, int forInherited, byte[] uri, int length, Lookup lookup) throws UndecidedException {
        HostNames names = tables.names();
        int count = names.count(forOwn) + names.count(forInherited);
        if (count == 0) {
            return find(asked, forOwn, forInherited, uri, length, lookup);
        }
        int before = asked.lists().length;
        int[] lists = lookup.lists(before + count);
        System.arraycopy(asked.lists(), 0, lists, 0, before);
        for (int i = 0; i < count; i++) {
            lists[before + i] = i < names.count(forOwn) ? names.list(forOwn, i)
                    : names.list(forInherited, i - names.count(forOwn));
        }
        return find(tables.asked(lists, before + count), forOwn, forInherited, uri, length, lookup);
    }

    /** The id of the alias, or {@link PatternSet#NO_MATCH}. */
    private int find(Asked lists, int forOwn, int forInherited, byte[] uri, int length, Lookup lookup)
            throws UndecidedException {
        try {
            return alias(patterns.match(lists, uri, length, lookup.match()), forOwn, forInherited);
        } catch (MatchLimitException e) {
            throw new UndecidedException(alias(e.index(), forOwn, forInherited), e.getMessage());
        }
    }

    private int alias(int found, int forOwn, int forInherited) {
        if (found == PatternSet.NO_MATCH) {
            return found;
        }
        int number = tables.names().number(forInherited, tables.names().number(forOwn, found));
        int place = number - ownBase;
        return place >= 0 && place < spec.own().count() ? spec.own().first() + place
                : spec.inherited().first() + number - inheritedBase;
    }

    /** The directory that the lookup's file lies outside of, for messages. */
    public static String directoryOf(Lookup lookup) {
        return lookup.alias().directory().toString();
    }
}
