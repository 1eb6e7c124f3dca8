package net.modwsgialias.table;

import net.modwsgialias.regex.PatternSpec;

/**
 * One configuration line, as C hands it over.
 *
 * @param place file and line, for messages
 * @param pattern a URL prefix of WSGIScriptAlias, or a regular expression of WSGIScriptAliasMatch
 * @param target file or directory; of WSGIScriptAliasMatch, {@code $0} to {@code $9} are expanded in it
 * @param processGroup the option's value as written, or null
 * @param applicationGroup the option's value as written, or null
 * @param callableObject likewise; for lint alone, as what follows
 * @param passAuthorization the option's value, or null
 */
public record AliasSpec(String place, PatternSpec pattern, byte[] target, byte[] processGroup, byte[] applicationGroup,
        byte[] callableObject, Boolean passAuthorization) {

    /** Whether it is a WSGIScriptAliasMatch. */
    public boolean isMatch() {
        return pattern.kind() == PatternSpec.Kind.REGEX;
    }
}
