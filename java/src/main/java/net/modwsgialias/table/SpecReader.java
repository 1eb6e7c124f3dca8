package net.modwsgialias.table;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import net.modwsgialias.regex.PatternSpec;

/** Reads the block that {@code mwa_tables.c} writes; its form is told in {@code mwa_tables.h}. */
public final class SpecReader {

    private final ByteBuffer block;

    /** @param block in the machine's byte order, positioned at its first byte */
    public SpecReader(ByteBuffer block) {
        this.block = block;
    }

    /**
     * All that is configured.
     *
     * @param foldScriptName whether <code>%{RESOURCE}</code> has the script's name in lower case
     */
    public record Specs(boolean foldScriptName, List<AliasSpec> aliases, List<TableSpec> tables) {
    }

    /** Reads all of the block. */
    public Specs read() {
        int aliasCount = block.getInt();
        int tableCount = block.getInt();
        boolean foldScriptName = block.getInt() != 0;
        List<AliasSpec> aliases = new ArrayList<>(aliasCount);
        for (int i = 0; i < aliasCount; i++) {
            aliases.add(readAlias());
        }
        List<TableSpec> tables = new ArrayList<>(tableCount);
        for (int i = 0; i < tableCount; i++) {
            tables.add(new TableSpec(block.getInt() != 0, readRange(), readRange()));
        }
        return new Specs(foldScriptName, aliases, tables);
    }

    private AliasSpec readAlias() {
        PatternSpec.Kind kind = block.getInt() != 0 ? PatternSpec.Kind.REGEX : PatternSpec.Kind.PREFIX;
        int flags = block.getInt();
        int line = block.getInt();
        String file = new String(readText(), StandardCharsets.UTF_8);
        PatternSpec pattern = new PatternSpec(kind, readText(), flags);
        return new AliasSpec(file + ":" + line, pattern, readText(), readText(), readText());
    }

    private TableSpec.Range readRange() {
        return new TableSpec.Range(block.getInt(), block.getInt());
    }

    private byte[] readText() {
        int length = block.getInt();
        if (length < 0) {
            return null;
        }
        byte[] text = new byte[length];
        block.get(text);
        return text;
    }
}
