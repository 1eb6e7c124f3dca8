package net.modwsgialias.lint;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import net.modwsgialias.regex.PatternSpec;
import net.modwsgialias.regex.PatternTree;
import net.modwsgialias.syntax.IrregularException;
import net.modwsgialias.syntax.Node;
import net.modwsgialias.syntax.SyntaxException;

/**
 * The rules of mod_rewrite, mod_proxy and mod_alias that take URLs of a server before any alias is asked, as far as that
 * is certain: mod_rewrite's come first of all, then mod_proxy's, and mod_alias' are asked before the aliases whatever
 * the order in the files.
 */
final class OtherModules {

    private static final Set<String> STATUS_WORDS = Set.of("permanent", "temp", "seeother", "gone");
    private static final Set<String> PREFIXES = Set.of("alias", "scriptalias");
    private static final Set<String> REDIRECTS = Set.of("redirect", "redirectpermanent", "redirecttemp");
    private static final Set<String> REGEXES = Set.of("aliasmatch", "scriptaliasmatch", "redirectmatch");
    /** Flags of a RewriteRule without which it may pass a URL on. */
    private static final Set<String> FINAL = Set.of("f", "forbidden", "g", "gone");
    private static final Set<String> LAST = Set.of("l", "last", "end");
    /** Flags of a RewriteRule that leaves the URL as it is, and does nothing else that matters here. */
    private static final Set<String> HARMLESS = Set.of("", "e", "env", "l", "last", "end", "nc", "nocase", "pt",
            "passthrough", "c", "chain", "s", "skip");
    /** Flags with which it may pass a URL on all the same, or which make what follows depend on it. */
    private static final Set<String> PASSING = Set.of("pt", "passthrough", "c", "chain", "s", "skip", "n", "next");
    private static final Set<String> CASELESS = Set.of("nc", "nocase");

    private final Context context;
    /** Whether rules of another server may come first. */
    private final boolean inherits;
    /** Whether a variable may keep URLs from mod_proxy. */
    private final boolean keepsFromProxy;

    OtherModules(Context context) {
        this.context = context;
        boolean found = false;
        for (Directive directive : context.named("RewriteOptions")) {
            found |= directive.args().toLowerCase(Locale.ROOT).contains("inherit");
        }
        inherits = found;
        boolean keeps = false;
        for (Directive directive : context.directives()) {
            keeps |= directive.args().contains("no-proxy")
                    && (directive.name().regionMatches(true, 0, "SetEnv", 0, 6)
                    || directive.name().regionMatches(true, 0, "BrowserMatch", 0, 12) || directive.is("RewriteRule"));
        }
        keepsFromProxy = keeps;
    }

    /** The rules of one server, in the order in which they are asked. */
    List<Rule> rules(int server) {
        List<Rule> rules = new ArrayList<>();
        addRewrites(server, rules);
        addProxies(server, rules);
        addAliases(server, rules);
        if (server != Context.MAIN) {
            addAliases(Context.MAIN, rules);
        }
        return rules;
    }

    /**
     * mod_proxy's, the main server's before the server's own, up to the first that keeps URLs from it: which of the later
     * ones it holds for is not certain.
     */
    private void addProxies(int server, List<Rule> rules) {
        for (Directive directive : keepsFromProxy ? List.<Directive>of() : context.inForce(server)) {
            boolean regex = directive.is("ProxyPassMatch");
            List<String> words = directive.inSection() || !regex && !directive.is("ProxyPass") ? List.of()
                    : directive.words();
            if (words.size() < 2) {
                continue;
            }
            if (words.get(1).equals("!")) {
                return;
            }
            if (regex) {
                addRegex(directive, words.get(0), context.regexFlags(), rules);
            } else if (words.get(0).startsWith("/")) {
                add(directive, words.get(0), PatternSpec.Kind.PREFIX, 0, rules);
            }
        }
    }

    private void addAliases(int server, List<Rule> rules) {
        for (Directive directive : context.of(server)) {
            if (!directive.inSection()) {
                addAlias(directive, rules);
            }
        }
    }

    private void addAlias(Directive directive, List<Rule> rules) {
        String name = directive.name().toLowerCase(Locale.ROOT);
        boolean redirect = REDIRECTS.contains(name) || name.equals("redirectmatch");
        if (!redirect && !PREFIXES.contains(name) && !REGEXES.contains(name)) {
            return;
        }
        List<String> words = directive.words();
        int at = redirect && !words.isEmpty() && isStatus(words.get(0)) ? 1 : 0;
        if (at >= words.size()) {
            return;
        }
        if (REGEXES.contains(name)) {
            addRegex(directive, words.get(at), context.regexFlags(), rules);
        } else if (words.get(at).startsWith("/")) {
            add(directive, words.get(at), PatternSpec.Kind.PREFIX, 0, rules);
        }
    }

    private static boolean isStatus(String word) {
        return STATUS_WORDS.contains(word.toLowerCase(Locale.ROOT)) || word.matches("[0-9]+");
    }

    /**
     * Rules without a condition, as long as each of them either does not match or ends the rewriting: behind the first
     * other one the URL may be another.
     */
    private void addRewrites(int server, List<Rule> rules) {
        if (!isRewriting(server)) {
            return;
        }
        for (Directive directive : context.of(server)) {
            if (directive.inSection()) {
                continue;
            }
            if (directive.is("RewriteCond")) {
                return;
            }
            if (directive.is("RewriteRule") && !addRewrite(directive, rules)) {
                return;
            }
        }
    }

    /**
     * Whether a server's rules of mod_rewrite apply, and no other server's before or behind them. Without a line of its
     * own, it is as the main server says.
     */
    boolean isRewriting(int server) {
        List<Directive> engines = context.own(server, "RewriteEngine");
        if (engines.isEmpty()) {
            engines = context.own(Context.MAIN, "RewriteEngine");
        }
        boolean on = !engines.isEmpty() && engines.get(engines.size() - 1).args().trim().equalsIgnoreCase("on");
        return on && !inherits;
    }

    private boolean addRewrite(Directive directive, List<Rule> rules) {
        List<String> words = directive.words();
        if (words.size() < 3 || words.get(0).startsWith("!")) {
            return false;
        }
        boolean last = false;
        boolean refused = false;
        for (String flag : flags(words)) {
            if (PASSING.contains(flag)) {
                return false;
            }
            last |= LAST.contains(flag);
            refused |= FINAL.contains(flag);
        }
        boolean ends = refused || last && !words.get(1).equals("-");
        return ends && addRule(directive, rules);
    }

    private boolean addRule(Directive directive, List<Rule> rules) {
        List<String> words = directive.words();
        int regexFlags = context.regexFlags();
        for (String flag : flags(words)) {
            regexFlags |= CASELESS.contains(flag) ? PatternSpec.CASELESS : 0;
        }
        return words.size() > 1 && !words.get(0).startsWith("!") && addRegex(directive, words.get(0), regexFlags, rules);
    }

    /** The names of a RewriteRule's flags, in lower case. */
    static List<String> flags(List<String> words) {
        List<String> flags = new ArrayList<>();
        for (String flag : (words.size() < 3 ? "" : words.get(2)).replaceAll("^\\[|\\]$", "").split(",")) {
            flags.add(flag.trim().split("=", 2)[0].toLowerCase(Locale.ROOT));
        }
        return flags;
    }

    /** What the rules of mod_rewrite may make something else of; null if it cannot be told of one of them. */
    List<PatternSpec> rewritten(int server) {
        List<Rule> rules = new ArrayList<>();
        for (Directive directive : inherits ? context.inForce(server) : context.of(server)) {
            boolean rule = directive.is("RewriteRule") && !directive.inSection() && !isHarmless(directive.words());
            if (rule && !addRule(directive, rules)) {
                return null;
            }
        }
        List<PatternSpec> patterns = new ArrayList<>();
        for (Rule rule : rules) {
            patterns.add(rule.pattern());
        }
        return patterns;
    }

    private static boolean isHarmless(List<String> words) {
        return words.size() > 1 && words.get(1).equals("-") && HARMLESS.containsAll(flags(words));
    }

    /** @return whether it is known what it takes */
    private boolean addRegex(Directive directive, String text, int flags, List<Rule> rules) {
        PatternSpec pattern = new PatternSpec(PatternSpec.Kind.REGEX, bytes(text), flags);
        try {
            Node root = PatternTree.of(pattern).root();
            if (!root.isNullable()) {
                add(directive, text, PatternSpec.Kind.REGEX, flags, rules);
                return true;
            }
            // These modules take an empty match for one, unlike an alias: such a pattern takes everything.
            if (matchesNothing(root)) {
                add(directive, "/", PatternSpec.Kind.PREFIX, 0, rules);
                return true;
            }
            return false;
        } catch (SyntaxException | IrregularException e) {
            return false;
        }
    }

    /** Whether a part that can be empty matches the empty text at the beginning of any URL. */
    private static boolean matchesNothing(Node node) {
        if (node instanceof Node.Look look && !look.isBegin() || node instanceof Node.Tail) {
            return false;
        }
        for (Node child : Trees.children(node)) {
            if (!matchesNothing(child)) {
                return false;
            }
        }
        return true;
    }

    private static void add(Directive directive, String text, PatternSpec.Kind kind, int flags, List<Rule> rules) {
        rules.add(new Rule(new PatternSpec(kind, bytes(text), flags), directive.place(),
                directive));
    }

    /** A text of one char a byte as bytes. */
    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
