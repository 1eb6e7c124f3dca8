package net.modwsgialias.e2e.semantics;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import net.modwsgialias.e2e.harness.Answer;
import net.modwsgialias.e2e.harness.HttpdConfig;
import net.modwsgialias.e2e.harness.HttpdSpec;
import net.modwsgialias.e2e.harness.Request;
import net.modwsgialias.e2e.harness.Server;
import net.modwsgialias.e2e.harness.Site;
import net.modwsgialias.e2e.harness.Stage;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Of modules that map URLs as mod_wsgi does, httpd asks those first that are loaded first. Which of them is asked before
 * the aliases and which behind them depends on where mod_wsgi is loaded, never on where the module under test is.
 */
class HookOrderTest {

    /** What mod_lua takes is a document; the aliases and mod_userdir would make something else of it. */
    private static final String CONFIG = """
            WSGISocketPrefix run/wsgi
            WSGIRestrictEmbedded Off
            WSGIApplicationGroup %{GLOBAL}
            LuaHookTranslateName ${HTDOCS}/heavy/hooks.lua early early
            LuaHookTranslateName ${HTDOCS}/heavy/hooks.lua between
            LuaHookTranslateName ${HTDOCS}/heavy/hooks.lua late late
            UserDir ${HTDOCS}/*/public
            Alias /lua-between/alias ${HTDOCS}/index.html
            WSGIScriptAlias /wsgi ${W}/a.wsgi
            WSGIScriptAlias /~bob/wsgi ${W}/b.wsgi
            """;

    private static final List<String> PATHS = List.of("/wsgi/x", "/wsgi/lua-early", "/wsgi/lua-between", "/wsgi/lua-late",
            "/~bob/lua-early", "/~bob/lua-between", "/~bob/lua-late", "/~bob/wsgi/lua-between", "/~bob/index.html",
            "/lua-between/alias", "/lua-between", "/plain.txt");

    /** The modules that both servers have, in the order in which they are loaded. */
    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"wsgi lua userdir", "lua wsgi userdir"})
    void shouldAskAllModulesInTheOrderThatStockHas(String modules) throws IOException {
        try (Site site = Site.create()) {
            site.write(site.documents().resolve("heavy/hooks.lua"), Site.resource("heavy/hooks.lua"));
            List<String> lines = new ArrayList<>();
            for (String module : modules.split(" ")) {
                lines.add(HttpdConfig.load(module));
            }
            List<Answer> stock = answers(site, lines);
            for (int at = 0; at <= lines.size(); at++) {
                List<String> ours = new ArrayList<>(lines);
                ours.add(at, "Include \"" + Stage.readable() + "\"\n");
                List<Answer> answers = answers(site, ours);
                for (int i = 0; i < PATHS.size(); i++) {
                    assertEquals("{}", stock.get(i).differences(answers.get(i)).toString(),
                            PATHS.get(i) + " with the module under test behind " + at + " of " + modules);
                }
            }
        }
    }

    private static List<Answer> answers(Site site, List<String> modules) {
        HttpdSpec spec = new HttpdSpec(site).withoutWsgi().without("userdir").without("vhost_alias").first("StartServers 1\n")
                .config(String.join("", modules) + CONFIG);
        try (Server server = Server.start(spec)) {
            List<Answer> answers = server.ask(PATHS.stream().map(Request::get).toList());
            server.assertHealthy();
            return answers;
        }
    }
}
