package net.modwsgialias.lint;

import net.modwsgialias.regex.PatternSpec;

/**
 * Something that takes URLs before the later aliases of a list: a rule of another module, or an alias.
 *
 * @param pattern of the URLs that it takes
 * @param place file and line
 * @param directive name and first argument, for messages
 * @param isAlias whether it is an alias
 */
record Rule(PatternSpec pattern, String place, String directive, boolean isAlias) {
}
