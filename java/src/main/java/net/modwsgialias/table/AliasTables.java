package net.modwsgialias.table;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.modwsgialias.regex.PatternException;
import net.modwsgialias.regex.PatternSet;
import net.modwsgialias.regex.PatternSpec;

/** The tables of all servers, by the ids that C knows them by. Immutable; any thread may use them. */
public final class AliasTables {

    private final List<AliasTable> tables;
    private final List<Alias> aliases;

    private AliasTables(List<AliasTable> tables, List<Alias> aliases) {
        this.tables = tables;
        this.aliases = aliases;
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
        // A range comes up in many tables where it is the main server's; it is compiled once.
        Map<TableSpec.Range, AliasList> lists = new HashMap<>();
        List<AliasTable> tables = new ArrayList<>(specs.tables().size());
        for (TableSpec table : specs.tables()) {
            for (TableSpec.Range range : List.of(table.own(), table.inherited())) {
                if (!lists.containsKey(range)) {
                    lists.put(range, compile(specs.aliases(), aliases, range));
                }
            }
            tables.add(new AliasTable(lists.get(table.own()), lists.get(table.inherited()), table.contained()));
        }
        return new AliasTables(List.copyOf(tables), List.copyOf(aliases));
    }

    private static AliasList compile(List<AliasSpec> specs, List<Alias> aliases, TableSpec.Range range)
            throws SpecException {
        int end = range.first() + range.count();
        List<PatternSpec> patterns = specs.subList(range.first(), end).stream().map(AliasSpec::pattern).toList();
        try {
            return new AliasList(List.copyOf(aliases.subList(range.first(), end)), PatternSet.compile(patterns));
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
}
