package net.modwsgialias.lint;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.modwsgialias.explore.MatchSearch;
import net.modwsgialias.group.ByteSink;
import net.modwsgialias.regex.Engine;
import net.modwsgialias.regex.MatchScratch;
import net.modwsgialias.regex.PatternSet;

/** Checks the files that an alias makes of its URLs, and SCRIPT_NAME and PATH_INFO. For one thread. */
final class TargetChecks {

    /** Bounds one search, in lists of threads taken over a byte: some hundredths of a second. */
    private static final int STEPS = 20_000;
    /** So many URLs are asked about where the first may be as it is by chance. */
    private static final int SEVERAL = 16;

    private final Disk disk;
    private final boolean likeChildren;
    private final PatternSet patterns;
    private final int[] ids;
    private final int foreign;
    private final boolean merged;
    private final MatchScratch scratch;
    private final ByteSink filename = new ByteSink();

    /**
     * @param likeChildren whether httpd's children can reach what this process can, and no more
     * @param patterns those of the aliases among them
     * @param ids of the aliases, ascending
     * @param foreign how many patterns precede theirs
     * @param merged whether httpd makes one slash of several in a row
     */
    TargetChecks(Disk disk, boolean likeChildren, PatternSet patterns, int[] ids, int foreign, boolean merged,
            MatchScratch scratch) {
        this.disk = disk;
        this.likeChildren = likeChildren;
        this.patterns = patterns;
        this.ids = ids;
        this.foreign = foreign;
        this.merged = merged;
        this.scratch = scratch;
    }

    /** @param remote whether another machine has the script */
    void check(CheckedAlias alias, boolean remote, List<Finding> findings) {
        checkSlashes(alias, findings);
        if (!remote) {
            checkDisk(alias, findings);
            checkDirectory(alias, findings);
        }
        checkTail(alias, findings);
        // A pattern that is only too large has a tree, and is served by PCRE2 all the same, which is not asked here.
        if (alias.isMatch() && alias.tree() != null && alias.served().engine() != Engine.PCRE2) {
            checkUrls(alias, findings);
        }
    }

    private static void checkSlashes(CheckedAlias alias, List<Finding> findings) {
        boolean onPath = alias.pattern().endsWith("/");
        boolean onTarget = alias.target().endsWith("/");
        if (!alias.isMatch() && onPath != onTarget && !alias.pattern().equals("/")) {
            findings.add(alias.finding(FindingCode.SLASH_MISMATCH, onPath
                    ? "the URL path ends in a slash and the target does not, so the rest of the URL is appended to"
                            + " the target's name: " + alias.pattern() + "x becomes " + alias.target() + "x"
                    : "the target ends in a slash and the URL path does not, so " + alias.pattern()
                            + "/x becomes " + alias.target() + "/x",
                    "end both with a slash, or neither"));
        }
    }

    private void checkDisk(CheckedAlias alias, List<Finding> findings) {
        String beginning = CheckedAlias.text(alias.alias().targetBeginning());
        boolean fixed = !alias.isMatch() || alias.targetCaptures().isEmpty() && alias.target().indexOf('$') < 0;
        String wanted = fixed ? beginning : beginning.substring(0, beginning.lastIndexOf('/') + 1);
        if (disk.isKnown(wanted) && !disk.exists(wanted) && (likeChildren || disk.isMissing(wanted))) {
            findings.add(alias.finding(FindingCode.NO_TARGET, wanted + " does not exist"
                    + (likeChildren ? ", or the user that httpd's children run as cannot reach it" : ""),
                    "correct the target, or create it"));
        }
    }

    private void checkDirectory(CheckedAlias alias, List<Finding> findings) {
        if (!alias.isMatch() && disk.isDirectory(alias.target()) && disk.isFile(alias.target() + "/wsgi.py")) {
            findings.add(alias.finding(FindingCode.DIRECTORY_TARGET, "the target is a directory, so the URL path itself"
                    + " leads to no script", "name the script: " + alias.target() + "/wsgi.py"));
            return;
        }
        boolean whole = alias.isMatch() && alias.targetCaptures().isEmpty() && alias.tree() != null
                && Trees.swallowsRest(alias.tree(), alias.targetCaptures());
        if (whole && disk.isDirectory(alias.target())) {
            findings.add(alias.finding(FindingCode.DIRECTORY_TARGET,
                    "the target is a directory, and the pattern matches the whole URL, so nothing remains to name a"
                            + " script in it",
                    "capture the script's name and put it into the target, or name a script"));
        }
    }

    /** What stands behind the script's name in the target of a prefix must be the end of the URL path. */
    private void checkTail(CheckedAlias alias, List<Finding> findings) {
        String script = alias.isMatch() ? null : disk.script(alias.target());
        String tail = script == null ? "" : alias.target().substring(script.length());
        if (tail.length() > 1) {
            byte[] url = OtherModules.bytes(alias.pattern() + (alias.pattern().endsWith("/") ? "x" : "/x"));
            if (matches(alias, url)) {
                checkName(alias, url, findings);
            }
        }
    }

    /**
     * Has the automata find URLs, and asks the engine about them: what is found is certain, and has an example. Where
     * the search is cut short, URLs that the pattern is likely to match are asked about too.
     */
    private void checkUrls(CheckedAlias alias, List<Finding> findings) {
        for (byte[] url : urlsOfOtherNames(alias)) {
            if (matches(alias, url) && checkName(alias, url, findings)) {
                break;
            }
        }
        for (byte[] url : urlsBehindEnd(alias)) {
            if (matches(alias, url) && checkEnd(alias, url, findings)) {
                break;
            }
        }
    }

    /** URLs of which SCRIPT_NAME and PATH_INFO may be another. */
    private List<byte[]> urlsOfOtherNames(CheckedAlias alias) {
        byte[][] literals = alias.alias().targetLiterals().clone();
        String head = CheckedAlias.text(literals[0]);
        String script = disk.script(head.endsWith("/") ? head.substring(0, head.length() - 1) : head);
        if (script == null) {
            // Captures choose the script, and the disk says which there are.
            return alias.samples();
        }
        literals[0] = Arrays.copyOfRange(literals[0], script.length(), literals[0].length);
        byte[] captures = alias.alias().targetCaptures();
        ByteSink fixed = new ByteSink();
        for (byte[] literal : literals) {
            fixed.append(literal);
        }
        if (fixed.length() + captures.length == 0) {
            return List.of();
        }
        Alignment watch = Alignment.of(literals, captures);
        return watch == null ? alias.samples() : search(alias, fixed.toByteArray(), watch, SEVERAL);
    }

    /** URLs whose match may end within a part of the path. */
    private List<byte[]> urlsBehindEnd(CheckedAlias alias) {
        return Trees.swallowsSegment(alias.tree()) ? List.of() : search(alias, new byte[0], new OpenEnd(), 1);
    }

    private List<byte[]> search(CheckedAlias alias, byte[] apart, MatchSearch.Watch watch, int most) {
        MatchSearch.Result result = MatchSearch.find(alias.tree(), apart, watch, merged, most, STEPS);
        if (result.whole() || result.subjects().size() == most) {
            return result.subjects();
        }
        List<byte[]> urls = new ArrayList<>(result.subjects());
        for (byte[] sample : alias.samples()) {
            urls.add(sample);
            byte[] longer = Arrays.copyOf(sample, sample.length + 1);
            longer[sample.length] = '~';
            urls.add(longer);
        }
        return urls;
    }

    private boolean matches(CheckedAlias alias, byte[] url) {
        return patterns.matches(foreign + Arrays.binarySearch(ids, alias.id()), url, url.length, scratch);
    }

    private boolean checkName(CheckedAlias alias, byte[] url, List<Finding> findings) {
        alias.alias().appendFilename(url, url.length, scratch, filename.clear());
        // httpd makes one slash of several in a file's name.
        String name = merge(CheckedAlias.text(filename.toByteArray()));
        String script = disk.script(name);
        if (script == null) {
            return false;
        }
        String path = CheckedAlias.text(url);
        String pathInfo = name.substring(script.length());
        String scriptName = pathInfo.isEmpty() ? path : path.substring(0, endOfScriptName(path, pathInfo));
        if (merge(scriptName + pathInfo).equals(merge(path))) {
            return false;
        }
        findings.add(alias.finding(FindingCode.SCRIPT_NAME,
                "for the URL " + path + " the script gets the SCRIPT_NAME '" + scriptName + "' and the PATH_INFO '"
                        + pathInfo + "', which together are a different URL",
                "after the script's name, put only the end of the URL", null, path));
        return true;
    }

    private static String merge(String path) {
        String merged = path;
        while (merged.contains("//")) {
            merged = merged.replace("//", "/");
        }
        return merged;
    }

    /** Where the script's name ends, by the common end of the two: mwa_find_path_info() tells the same. */
    static int endOfScriptName(String url, String pathInfo) {
        int at = url.length();
        int left = pathInfo.length();
        while (at > 0 && left > 0 && url.charAt(at - 1) == pathInfo.charAt(left - 1)) {
            at--;
            left--;
            while (at > 0 && url.charAt(at) == '/' && url.charAt(at - 1) == '/') {
                at--;
            }
        }
        at = Math.max(0, at - 1);
        while (at < url.length() && url.charAt(at) != '/') {
            at++;
        }
        return at;
    }

    private boolean checkEnd(CheckedAlias alias, byte[] url, List<Finding> findings) {
        int end = scratch.end(0);
        if (end == url.length || url[end] == '/' || url[end - 1] == '/') {
            return false;
        }
        alias.alias().appendFilename(url, url.length, scratch, filename.clear());
        findings.add(alias.finding(FindingCode.OPEN_END,
                "the match can end in the middle of a path segment: the pattern also matches " + CheckedAlias.text(url)
                        + ", and the file is " + CheckedAlias.text(filename.toByteArray()),
                "end the pattern with (?=/|$), or with [^/]+", null, CheckedAlias.text(url)));
        return true;
    }
}
