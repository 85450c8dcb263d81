package org.semigda.orchestrator;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.semigda.orchestrator.access.Caller;
import org.semigda.orchestrator.access.Scope;
import org.semigda.protocol.RunEvent;
import org.semigda.protocol.RunId;
import org.semigda.protocol.WorkerCommand;

/** An image in, a mask out, with the model of a run. */
@Timeout(300)
class PredictionRequestsTest {

    private TestSystem system;
    private FakeNode node;
    private WorkerCommand.Launch run;

    @BeforeEach
    void start(@TempDir Path temporary) throws IOException {
        system = new TestSystem(temporary);
        node = FakeNode.start(system.vertx, "a");
        run = system.running(node, "first");
    }

    @AfterEach
    void end() {
        system.close();
    }

    @Test
    void anImageIsAnsweredWithThePartThatIsWanted() {
        saveACheckpoint();

        assertThat(predict("", "image/png", "picture").body()).isEqualTo("MASK of picture");
        HttpResponse<String> overlay = predict("?part=overlay", "image/jpeg", "picture");
        assertThat(overlay.body()).isEqualTo("OVERLAY of picture");
        assertThat(overlay.headers().firstValue("Content-Type")).hasValue("image/png");
        assertThat(predict("?part=probability", "application/octet-stream", "picture")
                        .body())
                .isEqualTo("PROBABILITY of picture");
        String large = "x".repeat(3 << 20); // larger than any other body may be
        assertThat(predict("", "image/png", large).body()).isEqualTo("MASK of " + large);
    }

    @Test
    void whatCannotBePredictedIsAProblemOfItsOwn() {
        assertThat(code(predict("", "image/png", "picture"))).isEqualTo("409 no-checkpoint");
        saveACheckpoint();

        assertThat(code(predict("", "text/html", "picture"))).isEqualTo("415 not-image");
        assertThat(code(predict("", "image/png", ""))).isEqualTo("400 no-image");
        assertThat(code(predict("?part=nothing", "image/png", "picture"))).isEqualTo("400 bad-parameter");
        assertThat(code(predict("", "image/png", "BAD_IMAGE"))).isEqualTo("422 bad-image");
        assertThat(code(predict("", "image/png", "NO_MODEL"))).isEqualTo("409 no-model");
        assertThat(code(predict("", "image/png", "LATE"))).isEqualTo("504 late");
        HttpResponse<String> busy = predict("", "image/png", "BUSY");
        assertThat(code(busy)).isEqualTo("503 busy");
        assertThat(busy.headers().firstValue("Retry-After")).hasValue("5");
        system.caller = new Caller("reader", Scope.READ);
        assertThat(code(predict("", "image/png", "picture"))).isEqualTo("403 scope-needed");
    }

    @Test
    void anImageLargerThanTheLimitIsRefused() {
        saveACheckpoint();

        HttpResponse<String> answer = predict("", "image/png", "x".repeat((64 << 20) + 1));

        assertThat(code(answer)).isEqualTo("413 too-large");
    }

    private void saveACheckpoint() {
        node.say(run, new RunEvent.Saved("best", 2, 5));
        RunId id = run.run();
        Await.until("the checkpoint is known", () -> !system.json("/runs/" + id + "/checkpoints")
                .getJsonArray("checkpoints")
                .isEmpty());
    }

    private HttpResponse<String> predict(String query, String type, String image) {
        return system.send(HttpRequest.newBuilder(system.uri("/runs/" + run.run() + "/predict" + query))
                .header("Content-Type", type)
                .POST(BodyPublishers.ofString(image))
                .build());
    }

    private static String code(HttpResponse<String> answer) {
        return answer.statusCode() + " " + new JsonObject(answer.body()).getString("code");
    }
}
