package net.modwsgialias.e2e.faults;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import net.modwsgialias.e2e.harness.Await;
import net.modwsgialias.e2e.harness.Http;
import net.modwsgialias.e2e.harness.Httpd;
import net.modwsgialias.e2e.harness.Request;
import net.modwsgialias.e2e.harness.Response;

/** Children that have their JVMs: httpd answers as soon as one has, and others may still be starting theirs. */
final class Serving {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private Serving() {
    }

    /** Waits until as many children have run a script that is embedded in them. */
    static void await(Httpd httpd, int children, String path) {
        Set<String> pids = new HashSet<>();
        Await.until(PATIENCE, () -> "only " + pids + " serve:\n" + httpd.errorLog(), () -> {
            List<Http> together = new ArrayList<>();
            try {
                // Side by side, so that they do not all go to one child.
                for (int i = 0; i < 4 * children; i++) {
                    together.add(httpd.connect());
                    together.get(i).send(Request.get(path + "?sleep=0.1").header("Connection: close"));
                }
                for (Http http : together) {
                    Response response = http.receive("GET");
                    if (response.status() == 200) {
                        pids.add(response.header("x-pid"));
                    }
                    http.close();
                }
            } catch (IOException e) {
                throw new AssertionError(httpd.errorLog(), e);
            }
            return pids.size() >= children;
        });
    }
}
