package net.modwsgialias.lint;

/** The codes of findings. The text of a code never changes: administrators silence findings by it. */
public enum FindingCode {
    /** Earlier aliases take all URLs of this one. */
    DEAD_ALIAS("dead-alias", Severity.WARNING),
    /** The pattern matches no URL at all. */
    NEVER_MATCHES("never-matches", Severity.WARNING),
    /** A rule of mod_alias or mod_rewrite takes all URLs of the alias. */
    TAKEN_ELSEWHERE("taken-elsewhere", Severity.WARNING),
    /** A RewriteRule makes a URL of the alias, which is then not asked. */
    REWRITE_WITHOUT_PT("rewrite-without-pt", Severity.WARNING),
    /** An earlier alias takes some of the alias' URLs; only found if asked for. */
    OVERLAP("overlap", Severity.NOTE),
    /** SCRIPT_NAME and PATH_INFO together are not the URL that was asked for. */
    SCRIPT_NAME("script-name", Severity.WARNING),
    /** The pattern takes the whole URL, so that PATH_INFO is always empty. */
    WHOLE_URL("whole-url", Severity.WARNING),
    /** The match may end within a component of the path. */
    OPEN_END("open-end", Severity.NOTE),
    /** A dot that very likely stands for a dot is not escaped. */
    BARE_DOT("bare-dot", Severity.WARNING),
    /** The pattern begins with a slash but may match anywhere. */
    NO_CARET("no-caret", Severity.WARNING),
    /** A {@code $n} of a group that the pattern does not have. */
    NO_SUCH_GROUP("no-such-group", Severity.WARNING),
    /** The target is not on disk. */
    NO_TARGET("no-target", Severity.WARNING),
    /** The target is a directory, and no URL can name a script in it. */
    DIRECTORY_TARGET("directory-target", Severity.WARNING),
    /** One of URL path and target ends in a slash, and the other does not. */
    SLASH_MISMATCH("slash-mismatch", Severity.WARNING),
    /** Each URL gets a Python interpreter of its own. */
    INTERPRETER_PER_URL("interpreter-per-url", Severity.WARNING),
    /** No WSGIDaemonProcess that the server may use has the group's name. */
    UNKNOWN_PROCESS_GROUP("unknown-process-group", Severity.WARNING),
    /** The client chooses the process group freely. */
    OPEN_PROCESS_GROUP("open-process-group", Severity.WARNING),
    /** The client chooses the application group freely. */
    OPEN_APPLICATION_GROUP("open-application-group", Severity.WARNING),
    /** PCRE2 serves the pattern. */
    NEEDS_PCRE("needs-pcre", Severity.NOTE),
    /** PCRE2 serves the pattern, and may need very long for some URLs. */
    BACKTRACKING("backtracking", Severity.WARNING),
    /** Other directives of mod_alias take all URLs of one, such as that for static files. */
    HIDDEN_ALIAS("hidden-alias", Severity.WARNING),
    /** DocumentRoot has a file that the alias keeps from being served. */
    HIDES_FILES("hides-files", Severity.NOTE),
    /** The script can be fetched as a file. */
    SCRIPT_AS_FILE("script-as-file", Severity.WARNING),
    /** Another handler gets the URLs of the alias. */
    OTHER_HANDLER("other-handler", Severity.WARNING),
    /** AddHandler runs the script under the URL of its file, too. */
    SCRIPT_IN_URL("script-in-url", Severity.WARNING),
    /** A RewriteRule of a directory changes URLs once the alias has matched. */
    REWRITE_IN_DIRECTORY("rewrite-in-directory", Severity.WARNING),
    /** The target ends as the URL path does, so that SCRIPT_NAME lacks the end. */
    NO_SCRIPT_NAME("no-script-name", Severity.NOTE),
    /** The script has routes with the path that SCRIPT_NAME takes away. */
    STRIPPED_PREFIX("stripped-prefix", Severity.NOTE),
    /** Access to the directory of the target is denied. */
    NO_ACCESS("no-access", Severity.WARNING),
    /** Access is granted to far more than the script. */
    WIDE_ACCESS("wide-access", Severity.WARNING),
    /** What an Alias names does not exist. */
    NO_FILES("no-files", Severity.WARNING),
    /** The virtual host for port 443 does not have the alias. */
    MISSING_ON_443("missing-on-443", Severity.WARNING),
    /** An earlier virtual host has the same addresses and names. */
    HIDDEN_HOST("hidden-host", Severity.WARNING),
    /** httpd does not listen on the ports of the virtual host. */
    NO_LISTEN("no-listen", Severity.WARNING),
    /** A later Location sets a directive of mod_wsgi again. */
    SECTION_ORDER("section-order", Severity.WARNING),
    /** A variable that only a process can have is set for requests. */
    SETENV("setenv", Severity.WARNING),
    /** Scripts in the same processes want different settings of Django. */
    SETTINGS_CLASH("settings-clash", Severity.WARNING),
    /** One interpreter of a script serves several virtual hosts. */
    SHARED_INTERPRETER("shared-interpreter", Severity.NOTE),
    /** The only application of a process group does not run in the main interpreter. */
    SUB_INTERPRETER("sub-interpreter", Severity.NOTE),
    /** The alias has no process group, and httpd's own processes may run no script. */
    NO_EMBEDDED("no-embedded", Severity.WARNING),
    /** httpd's children cannot enter the directory of the daemon processes' sockets. */
    SOCKET_DIRECTORY("socket-directory", Severity.WARNING),
    /** Nothing uses the process group. */
    IDLE_DAEMON("idle-daemon", Severity.WARNING),
    /** Nothing uses the remote process group. */
    IDLE_REMOTE_GROUP("idle-remote-group", Severity.WARNING),
    /** Access is restricted by the directory of a script that another machine has. */
    REMOTE_ACCESS("remote-access", Severity.WARNING),
    /** uWSGI is to run another callable than it can. */
    REMOTE_CALLABLE("remote-callable", Severity.WARNING),
    /** Passwords go to another machine unencrypted. */
    REMOTE_AUTHORIZATION("remote-authorization", Severity.WARNING),
    /** A directory that the daemon processes need does not exist. */
    NO_DIRECTORY("no-directory", Severity.WARNING),
    /** The home of a Python is none, or of another version. */
    OTHER_PYTHON("other-python", Severity.WARNING),
    /** A WSGIAliasSilence that silences nothing. */
    IDLE_SILENCE("idle-silence", Severity.WARNING);

    /** How much a finding matters. */
    public enum Severity {
        /** Something does not work, or is dangerous. */
        WARNING,
        /** Good to know. */
        NOTE
    }

    private final String text;
    private final Severity severity;

    FindingCode(String text, Severity severity) {
        this.text = text;
        this.severity = severity;
    }

    /** The code as it is written. */
    public String text() {
        return text;
    }

    /** How much it matters. */
    public Severity severity() {
        return severity;
    }

    /** The code with that text, or null. */
    public static FindingCode of(String text) {
        for (FindingCode code : values()) {
            if (code.text.equals(text)) {
                return code;
            }
        }
        return null;
    }
}
