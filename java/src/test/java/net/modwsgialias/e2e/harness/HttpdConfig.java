package net.modwsgialias.e2e.harness;

import java.nio.file.Path;
import java.util.List;

/** Writes the httpd.conf of one instance. A stock server and ours get the same lines under the same numbers. */
public final class HttpdConfig {

    // mod_mime and mod_negotiation stay out: they would only blur who decided what.
    private static final List<String> MODULES = List.of("authz_core", "alias", "dir", "env", "headers", "rewrite",
            "setenvif", "userdir", "vhost_alias", "macro");

    /**
     * One line per request, tab-separated and escaped by httpd, keyed by the X-Ask header. The log sees what a
     * response cannot show: which file a URL was mapped to, even where no such file exists.
     */
    private static final String LOG_FORMAT = String.join("\\t", "%{X-Ask}i", "%>s", "%R", "%f", "%{MWA_PATH_INFO}e",
            "%{mod_wsgi.process_group}n", "%{mod_wsgi.application_group}n", "%{mod_wsgi.callable_object}n",
            "%{mod_wsgi.pass_authorization}n", ".");

    private HttpdConfig() {
    }

    public static String text(HttpdSpec spec, Path root, int port) {
        StringBuilder out = new StringBuilder();
        out.append("ServerRoot \"").append(root).append("\"\n");
        out.append("Define W \"").append(spec.site.scripts()).append("\"\n");
        out.append("Define HTDOCS \"").append(spec.site.documents()).append("\"\n");
        out.append("Define PORT ").append(port).append("\nListen 127.0.0.1:${PORT}\n");
        out.append(load(spec.mpm.module()));
        MODULES.stream().filter(name -> !spec.without.contains(name)).forEach(name -> out.append(load(name)));
        spec.modules.forEach(name -> out.append(load(name)));
        out.append(fragment(spec, HttpdSpec.Ours.BEFORE_WSGI));
        if (spec.wsgi) {
            out.append(load("wsgi"));
        }
        out.append(fragment(spec, HttpdSpec.Ours.AFTER_WSGI));
        out.append(spec.mpm.tuning()).append(spec.first).append(defaults(spec)).append(spec.config).append('\n');
        return out.toString();
    }

    /** The line that loads one of httpd's modules, or mod_wsgi. */
    public static String load(String name) {
        String file = name.equals("wsgi") ? Settings.WSGI : Settings.module("mod_" + name + ".so");
        return "LoadModule " + name + "_module \"" + file + "\"\n";
    }

    private static String fragment(HttpdSpec spec, HttpdSpec.Ours where) {
        return spec.ours == where ? "Include \"" + spec.fragment() + "\"\n" : "# the module is not loaded here\n";
    }

    private static String defaults(HttpdSpec spec) {
        String text = """
                PidFile httpd.pid
                ErrorLog error.log
                LogLevel notice
                LogFormat "@LOG@" observed
                CustomLog access.log observed
                DefaultRuntimeDir run
                ServerName main.test:8080
                ServerSignature Off
                ServerTokens Prod
                KeepAliveTimeout 60
                MaxKeepAliveRequests 0
                Timeout 60
                DocumentRoot "${HTDOCS}"
                DirectoryIndex disabled
                <Location "/">
                    SetEnvIfExpr "%{PATH_INFO} =~ /([\\s\\S]*)/" MWA_PATH_INFO=$1
                </Location>
                <Directory />
                    AllowOverride None
                    Options None
                    Require expr true
                </Directory>
                """.replace("@LOG@", LOG_FORMAT);
        String wsgi = "WSGISocketPrefix run/wsgi\nWSGIRestrictEmbedded Off\n";
        String user = "User www-data\nGroup www-data\n";
        return text + (spec.wsgi ? wsgi : "") + (Settings.root() ? user : "");
    }
}
