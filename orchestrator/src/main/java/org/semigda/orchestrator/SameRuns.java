package org.semigda.orchestrator;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.semigda.orchestrator.api.RunCommand;
import org.semigda.orchestrator.experiment.ExperimentRecord.CellRun;
import org.semigda.orchestrator.experiment.Plan;
import org.semigda.protocol.RunId;
import org.semigda.protocol.RunState;

/**
 * Finds runs that compute the same on the same data: of those the best that can be had, so that nothing is computed twice. Called
 * on the orchestrator's context.
 */
final class SameRuns {

    private final Vertx vertx;
    private final Catalog catalog;
    private final LifeCycle lives;

    /** A run with the hash of the data it was started with; empty before its worker has read them. */
    private record Candidate(Run run, String data) {}

    SameRuns(Vertx vertx, Catalog catalog, LifeCycle lives) {
        this.vertx = vertx;
        this.catalog = catalog;
        this.lives = lives;
    }

    /**
     * A completed run on the same data, or else one that waits or goes on, or else one that was stopped or failed, which then
     * goes on from its newest checkpoint.
     *
     * @param hash what is computed: {@link org.semigda.orchestrator.run.RunRecord#hash}
     * @param data the hash of the data
     */
    Future<Optional<CellRun>> find(Plan.Cell cell, String hash, String data) {
        return catalog.same(hash)
                .compose(ids -> candidates(ids, 0, new java.util.ArrayList<>()))
                .compose(all -> choose(cell, all, data));
    }

    private Future<List<Candidate>> candidates(List<RunId> ids, int next, List<Candidate> found) {
        if (next == ids.size()) {
            return Future.succeededFuture(found);
        }
        return catalog.find(ids.get(next)).compose(run -> {
            if (run.isEmpty()) {
                return candidates(ids, next + 1, found);
            }
            Path folder = run.get().folder().path();
            return vertx.executeBlocking(() -> dataHash(folder), false).compose(data -> {
                found.add(new Candidate(run.get(), data));
                return candidates(ids, next + 1, found);
            });
        });
    }

    private static String dataHash(Path folder) throws IOException {
        Path split = folder.resolve("split.json");
        return Files.isRegularFile(split)
                ? new ObjectMapper()
                        .readTree(Files.readString(split))
                        .path("dataHash")
                        .asText()
                : "";
    }

    private Future<Optional<CellRun>> choose(Plan.Cell cell, List<Candidate> all, String data) {
        for (Candidate each : all) {
            if (each.run().state() == RunState.COMPLETED && isSame(each, data)) {
                return found(cell, each.run());
            }
        }
        for (Candidate each : all) {
            if (!each.run().state().ended() && (each.data().isEmpty() || isSame(each, data))) {
                return found(cell, each.run());
            }
        }
        for (Candidate each : all) {
            if (each.run().state().ended() && each.run().state() != RunState.COMPLETED && isSame(each, data)) {
                return lives.command(each.run(), RunCommand.RESUME).compose(going -> found(cell, each.run()));
            }
        }
        return Future.succeededFuture(Optional.empty());
    }

    private static boolean isSame(Candidate candidate, String data) {
        return !data.isEmpty() && candidate.data().equals(data);
    }

    private static Future<Optional<CellRun>> found(Plan.Cell cell, Run run) {
        return Future.succeededFuture(Optional.of(new CellRun(cell.line(), cell.seed(), run.id(), true)));
    }
}
