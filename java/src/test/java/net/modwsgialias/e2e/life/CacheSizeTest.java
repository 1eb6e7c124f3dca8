package net.modwsgialias.e2e.life;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import net.modwsgialias.e2e.harness.Answer;
import net.modwsgialias.e2e.harness.HttpdSpec;
import net.modwsgialias.e2e.harness.Request;
import net.modwsgialias.e2e.harness.Server;
import net.modwsgialias.e2e.harness.Site;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** However little may be remembered of URLs, the alias that takes one stays the same. */
class CacheSizeTest {

    /** A URL can have met the first half of any of them, so each doubles what there is to be remembered. */
    private static final int ALIASES = 40;
    private static final int URLS = 400;

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"0", "1000", "32k", "1M"})
    void shouldAnswerRightWithACacheOfThatSize(String size) {
        StringBuilder config = new StringBuilder("WSGIApplicationGroup %{GLOBAL}\nWSGIAliasCacheSize " + size + "\n");
        for (int i = 0; i < ALIASES; i++) {
            config.append("WSGIScriptAliasMatch ^/.*k-").append(i).append("/(.*)m-").append(i)
                    .append("$ ${W}/foo.wsgi callable-object=a").append(i).append('\n');
        }
        List<Request> requests = new ArrayList<>();
        List<String> expected = new ArrayList<>();
        for (int url = 0; url < URLS; url++) {
            int first = url * 7 % ALIASES;
            int second = url * 11 % ALIASES;
            int last = url * 13 % ALIASES;
            requests.add(Request.get("/k-" + first + "/k-" + second + "/m-" + last));
            expected.add(last == first || last == second ? "200 a" + last : "404 -");
        }
        try (Site site = Site.create(); Server server = Server.start(
                new HttpdSpec(site).ours(HttpdSpec.Ours.AFTER_WSGI).config(config.toString()))) {
            List<Answer> answers = server.ask(requests);
            for (int url = 0; url < URLS; url++) {
                Answer answer = answers.get(url);
                assertEquals(expected.get(url), answer.status() + " " + answer.get("ran"), requests.get(url)::toString);
            }
            server.assertHealthy();
        }
    }
}
