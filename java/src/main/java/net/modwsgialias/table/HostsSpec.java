package net.modwsgialias.table;

import java.util.List;

/**
 * Aliases that are only for requests with certain host names.
 *
 * @param aliases among the own aliases of one server; may be none
 * @param names in lower case, a char each byte: exact, or {@code *.} and what the host's name ends in behind one label or
 *     more
 */
public record HostsSpec(TableSpec.Range aliases, List<String> names) {
}
