package net.modwsgialias.table;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import net.modwsgialias.regex.PatternException;
import net.modwsgialias.regex.PatternSet;
import net.modwsgialias.regex.PatternSpec;
import net.modwsgialias.regex.Served;

/** The tables of all servers, by the ids that C knows them by. Immutable; any thread may use them. */
public final class AliasTables {

    private final List<AliasTable> tables;
    private final List<Alias> aliases;
    /** Of each range, by its first alias. */
    private final AliasList[] lists;

    private AliasTables(List<AliasTable> tables, List<Alias> aliases, AliasList[] lists) {
        this.tables = tables;
        this.aliases = aliases;
        this.lists = lists;
    }

    /**
     * Compiles everything that C has written into the block of specs.
     *
     * @param block in the machine's byte order; read once, not kept
     * @throws SpecException if an alias cannot be compiled
     */
    public static AliasTables load(ByteBuffer block) throws SpecException {
        SpecReader.Specs specs = new SpecReader(block).read();
        List<Alias> aliases = new ArrayList<>(specs.aliases().size());
        for (AliasSpec spec : specs.aliases()) {
            aliases.add(new Alias(aliases.size(), spec, specs.foldScriptName()));
        }
        AliasList[] lists = new AliasList[aliases.size() + 1];
        List<AliasTable> tables = new ArrayList<>(specs.tables().size());
        for (TableSpec table : specs.tables()) {
            tables.add(new AliasTable(list(specs.aliases(), aliases, table.own(), lists),
                    list(specs.aliases(), aliases, table.inherited(), lists), table.contained()));
        }
        return new AliasTables(tables, aliases, lists);
    }

    /**
     * The list of a range, compiled the first time: the main server's comes up in many tables. Ranges do not overlap,
     * so that the first alias tells them apart; all empty ones are one.
     */
    private static AliasList list(List<AliasSpec> specs, List<Alias> aliases, TableSpec.Range range,
            AliasList[] lists) throws SpecException {
        int key = range.count() == 0 ? aliases.size() : range.first();
        if (lists[key] == null) {
            lists[key] = compile(specs, aliases, range);
        }
        return lists[key];
    }

    private static AliasList compile(List<AliasSpec> specs, List<Alias> aliases, TableSpec.Range range)
            throws SpecException {
        int end = range.first() + range.count();
        List<PatternSpec> patterns = new ArrayList<>(range.count());
        for (AliasSpec spec : specs.subList(range.first(), end)) {
            patterns.add(spec.pattern());
        }
        try {
            return new AliasList(aliases.subList(range.first(), end), PatternSet.compile(patterns));
        } catch (PatternException e) {
            throw new SpecException(specs.get(range.first() + e.index()), e);
        }
    }

    /** @param id of a server's table */
    public AliasTable table(int id) {
        return tables.get(id);
    }

    /** @param id of an alias */
    public Alias alias(int id) {
        return aliases.get(id);
    }

    /** How many aliases there are; their ids are the numbers below. */
    public int aliasCount() {
        return aliases.size();
    }

    /** Which engine serves an alias, and why. */
    public Served served(int id) {
        int first = id;
        while (lists[first] == null) {
            first--;
        }
        return lists[first].served(id - first);
    }
}
