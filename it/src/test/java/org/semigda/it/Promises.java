package org.semigda.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * What is promised about a run that loses its worker: shown within 10 s, training again within 30 s, and at most one
 * checkpoint interval done again, on top of what was done while a checkpoint was on its way to the disk.
 */
final class Promises implements AutoCloseable {

    static final double SHOWN_SECONDS = 10;
    static final double CONTINUED_SECONDS = 30;
    static final int CHECKPOINT_EVERY = 20;

    private final Stalls stalls = Stalls.watch();
    private final Path home;

    /** @param home of the server */
    Promises(Path home) {
        this.home = home;
    }

    /** Something that may fail. */
    interface Deed {
        void run() throws Exception;
    }

    /** A span of time that begins now. */
    Stalls.Span begin() {
        return stalls.begin();
    }

    /** Does it to the run's worker, and waits until the run has done another step. */
    void loseWorker(Server server, String run, String what, Deed deed) throws Exception {
        int attempt = server.get("runs/" + run).path("attempt").asInt();
        Stalls.Span span = stalls.begin();
        deed.run();
        double done = span.seconds(); // a server that is killed shows nothing before it is back
        server.await("runs/" + run, view -> attempt(view) > attempt || ended(view));
        double shown = span.seconds() - done;
        while (RunHistory.of(home, run).stepsAfter(attempt) == 0 && !ended(server.get("runs/" + run))) {
            Thread.sleep(100);
        }
        double continued = span.seconds() - done;
        System.out.printf(Locale.ROOT, "%s: shown after %.1f s, trains again after %.1f s%n", what, shown, continued);
        JsonNode view = server.get("runs/" + run);
        assertThat(attempt(view)).as(view.toString()).isGreaterThan(attempt);
        assertThat(shown).as("seconds until it was shown that " + what).isLessThan(SHOWN_SECONDS);
        assertThat(continued).as("seconds until training went on after " + what).isLessThan(CONTINUED_SECONDS);
    }

    private static int attempt(JsonNode view) {
        return view.path("attempt").asInt();
    }

    private static boolean ended(JsonNode view) {
        return List.of("FAILED", "COMPLETED", "STOPPED")
                .contains(view.path("state").asText());
    }

    /** Looks at every attempt after the first: it goes on from the newest checkpoint that could have been on disk. */
    void requireLittleRepeated(String run) throws IOException {
        List<RunHistory.Attempt> attempts = RunHistory.of(home, run).attempts();
        long done = 0;
        long saved = 0;
        for (RunHistory.Attempt attempt : attempts) {
            long from = attempt.first() - 1;
            long newest = done / CHECKPOINT_EVERY * CHECKPOINT_EVERY;
            String what = String.format(
                    Locale.ROOT,
                    "attempt %d goes on after step %d; step %d was done, and %d on disk: %d steps again",
                    attempt.number(),
                    from,
                    done,
                    saved,
                    done - from);
            System.out.println(what);
            assertThat(from).as(what).isGreaterThanOrEqualTo(Math.max(saved, newest - CHECKPOINT_EVERY));
            done = Math.max(done, attempt.last());
            saved = Math.max(saved, attempt.newestSaved());
        }
        assertThat(attempts).as("attempts").hasSizeGreaterThan(1);
    }

    @Override
    public void close() {
        stalls.close();
    }
}
