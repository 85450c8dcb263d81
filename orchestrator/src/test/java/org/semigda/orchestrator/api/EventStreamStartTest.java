package org.semigda.orchestrator.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.semigda.orchestrator.run.RunRecord;
import org.semigda.orchestrator.run.RunView;
import org.semigda.protocol.RunId;
import org.semigda.protocol.RunSpec;
import org.semigda.protocol.RunState;

/** A stream listens before its first view is there: what happens between must not be written before the answer's head. */
@Timeout(60)
class EventStreamStartTest {

    private static final RunRecord QUEUED = RunRecord.queued(
            new RunId("20260101-000000-abcd"),
            new RunSpec(RunSpec.VERSION, "first", "/data", "demo", Map.of()),
            Map.of(),
            1,
            "test");

    private Vertx vertx;

    @BeforeEach
    void start() {
        vertx = Vertx.vertx();
    }

    @AfterEach
    void end() {
        vertx.close();
    }

    private static RunView view(RunRecord record) {
        return new RunView(record, Optional.empty(), Map.of(), Map.of(), 0);
    }

    /** Tells the stream a change, starts it with an older view once the change was taken in, and ends the answer. */
    private void answer(HttpServerRequest request) {
        EventStream stream = new EventStream(vertx, request.response(), new EventFrames(), Optional.empty());
        stream.changed(view(QUEUED.to(RunState.STARTING, 2)));
        vertx.runOnContext(told -> {
            stream.heartbeat();
            stream.start(List.of(view(QUEUED)));
            vertx.runOnContext(started -> request.response().end());
        });
    }

    @Test
    void aChangeBeforeTheStartComesAfterTheHeadAndIsNotTakenBack() throws Exception {
        Future<HttpServer> server =
                vertx.createHttpServer().requestHandler(this::answer).listen(0, "127.0.0.1");
        int port = server.toCompletionStage()
                .toCompletableFuture()
                .get(30, TimeUnit.SECONDS)
                .actualPort();

        HttpResponse<String> answer = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());

        assertThat(answer.headers().firstValue("content-type")).hasValue("text/event-stream");
        assertThat(answer.body()).startsWith("retry: ").contains("\"STARTING\"").doesNotContain("\"QUEUED\"");
    }
}
