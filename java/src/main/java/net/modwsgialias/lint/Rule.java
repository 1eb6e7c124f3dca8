package net.modwsgialias.lint;

import net.modwsgialias.regex.PatternSpec;

/**
 * Something that takes URLs before the later aliases of a list: a rule of another module, or an alias.
 *
 * @param pattern of the URLs that it takes
 * @param place file and line
 * @param directive that it is made of; null for an alias
 */
record Rule(PatternSpec pattern, String place, Directive directive) {

    boolean isAlias() {
        return directive == null;
    }

    /** Whether mod_alias maps URLs to files by it. */
    boolean isStatic() {
        return directive != null && (directive.is("Alias") || directive.is("AliasMatch") || directive.is("ScriptAlias")
                || directive.is("ScriptAliasMatch"));
    }

    /** Whether mod_proxy passes URLs on by it. */
    boolean isProxy() {
        return directive != null && (directive.is("ProxyPass") || directive.is("ProxyPassMatch"));
    }
}
