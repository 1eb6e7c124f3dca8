package net.modwsgialias.table;

import net.modwsgialias.group.ByteSink;
import net.modwsgialias.group.GroupTemplate;
import net.modwsgialias.regex.MatchScratch;
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

    /**
     * @param id its number in the specs
     * @param foldScriptName whether <code>%{RESOURCE}</code> has the script's name in lower case
     */
    public Alias(int id, AliasSpec spec, boolean foldScriptName) {
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

    /** Its number in the specs that it was read from: the one that C knows it by, if the tables are not patched. */
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

    /** The groups, 0 to 9, that the file's name is made of, in their order; none in a WSGIScriptAlias. */
    public byte[] targetCaptures() {
        return target.captures();
    }

    /** The literal runs of the target before, between and behind its captures: one more than those. Not to be changed. */
    public byte[][] targetLiterals() {
        return target.literals();
    }

    /** What the file's name begins with whatever the URL: the target up to its first {@code $}. Not to be changed. */
    public byte[] targetBeginning() {
        return target.beginning();
    }

    /**
     * Makes the file's name of a URL: the target, and behind it the URL from the end of the match; what precedes the
     * match is dropped.
     *
     * @param match of this alias' pattern in the URL
     * @param filename receives the name; left as it is if the target becomes too long
     */
    public void appendFilename(byte[] uri, int length, MatchScratch match, ByteSink filename) {
        if (target.expand(uri, match, filename)) {
            int end = match.end(0);
            filename.append(uri, tookRoot(uri, end) ? 0 : end, length);
        }
    }

    Directory directory() {
        return directory;
    }

    /** Whether what was matched is the URL's root alone: then the whole URL follows the target, its slash too. */
    private boolean tookRoot(byte[] uri, int end) {
        return isMatch ? end == 1 && uri[0] == '/' : isRootPrefix;
    }
}
