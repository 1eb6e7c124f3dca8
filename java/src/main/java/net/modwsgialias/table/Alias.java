package net.modwsgialias.table;

import net.modwsgialias.group.GroupTemplate;
import net.modwsgialias.regex.PatternSpec;

/** One alias, ready for use in any number of tables. Immutable. */
public final class Alias {

    private final int id;
    private final boolean isRootPrefix;
    private final boolean isMatch;
    private final Target target;
    private final Directory directory;
    private final GroupTemplate processGroup;
    private final GroupTemplate applicationGroup;

    Alias(int id, AliasSpec spec, boolean foldScriptName) {
        byte[] prefix = spec.pattern().text();
        this.id = id;
        isMatch = spec.isMatch();
        isRootPrefix = spec.pattern().kind() == PatternSpec.Kind.PREFIX && prefix.length == 1 && prefix[0] == '/';
        target = isMatch ? Target.withCaptures(spec.target()) : Target.literal(spec.target());
        directory = new Directory(target.beginning());
        processGroup = parseGroup(spec.processGroup(), foldScriptName);
        applicationGroup = parseGroup(spec.applicationGroup(), foldScriptName);
    }

    private GroupTemplate parseGroup(byte[] value, boolean foldScriptName) {
        return value == null ? null : GroupTemplate.parse(value, isMatch, foldScriptName);
    }

    /** The number that C knows the alias by. */
    public int id() {
        return id;
    }

    /** The process-group option, or null. */
    public GroupTemplate processGroup() {
        return processGroup;
    }

    /** The application-group option, or null. */
    public GroupTemplate applicationGroup() {
        return applicationGroup;
    }

    Target target() {
        return target;
    }

    Directory directory() {
        return directory;
    }

    /** Whether what was matched is the URL's root alone: then the whole URL follows the target, its slash too. */
    boolean tookRoot(byte[] uri, int end) {
        return isMatch ? end == 1 && uri[0] == '/' : isRootPrefix;
    }
}
