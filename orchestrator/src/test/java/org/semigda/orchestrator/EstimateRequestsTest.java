package org.semigda.orchestrator;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.semigda.protocol.Addresses;
import org.semigda.protocol.Estimate;
import org.semigda.protocol.Wire;

/** What a run would take is asked of a free node, and of nobody when there is none. */
class EstimateRequestsTest {

    private static final Estimate ESTIMATE =
            new Estimate("cpu", 38, List.of(new Estimate.Stage(1, 100, 250), new Estimate.Stage(2, 400, 500)), 900);

    private TestSystem system;

    @BeforeEach
    void start(@TempDir Path temporary) throws IOException {
        system = new TestSystem(temporary);
    }

    @AfterEach
    void end() {
        system.close();
    }

    private HttpResponse<String> ask(String preset) {
        JsonObject spec = new JsonObject(Wire.write(system.spec("x"))).put("preset", preset);
        return system.post("/estimates", spec.encode());
    }

    private static String code(HttpResponse<String> answer) {
        return answer.statusCode() + " " + new JsonObject(answer.body()).getString("code");
    }

    private void measures(String node) {
        Await.result(system.vertx
                .eventBus()
                .<Estimate.Ask>consumer(Addresses.estimates(node), message -> message.reply(ESTIMATE))
                .completion());
    }

    private void refuses(String node, int kind, String why) {
        Await.result(system.vertx
                .eventBus()
                .<Estimate.Ask>consumer(Addresses.estimates(node), message -> message.fail(kind, why))
                .completion());
    }

    @Test
    void aFreeNodeMeasuresAndNoRunIsMade() {
        FakeNode.start(system.vertx, "a");
        measures("a");
        JsonObject answer = new JsonObject(ask("demo").body());
        assertThat(answer.getDouble("seconds")).isEqualTo(100 * 0.25 + 400 * 0.5);
        assertThat(answer.getInteger("peakMiB")).isEqualTo(900);
        assertThat(answer.getJsonArray("stages")).hasSize(2);
        assertThat(system.json("/runs").getJsonArray("runs")).isEmpty();
    }

    @Test
    void aNodeAtWorkIsNotDisturbed() {
        FakeNode node = FakeNode.start(system.vertx, "a");
        measures("a");
        system.running(node, "busy");
        Await.until(
                "the node says that it is busy",
                () -> !system.orchestrator.nodes().get(0).runs().isEmpty());
        assertThat(code(ask("demo"))).isEqualTo("409 no-estimate");
    }

    @Test
    void withoutAFreeNodeTheAnswerSaysSo() {
        HttpResponse<String> answer = ask("demo");
        assertThat(code(answer)).isEqualTo("409 no-estimate");
        assertThat(answer.body()).contains("no device is free");
    }

    @Test
    void whatCouldNotBeRunIsNotMeasuredEither() {
        FakeNode.start(system.vertx, "a");
        refuses("a", 422, "vae.weights: no such file");
        HttpResponse<String> answer = ask("demo");
        assertThat(code(answer)).isEqualTo("400 bad-setting");
        assertThat(answer.body()).contains("vae.weights: no such file");
        assertThat(code(ask("no-preset"))).isEqualTo("400 bad-setting");
    }
}
