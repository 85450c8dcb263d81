package org.semigda.orchestrator;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.semigda.orchestrator.api.Contract;
import org.semigda.protocol.Addresses;
import org.semigda.protocol.Estimate;
import org.semigda.protocol.FileListing;
import org.semigda.protocol.NodeMessage;
import org.semigda.protocol.RunEvent;
import org.semigda.protocol.RunState;
import org.semigda.protocol.Transfer;
import org.semigda.protocol.WorkerCommand;

/**
 * Requests made from the contract, right and wrong, over a real socket: whatever comes, the answer is in time, is none of
 * our own breaking, and tells nothing about the inside. {@code -Psoak} makes 20,000 of them.
 */
class ContractFuzzTest {

    private static final int REQUESTS =
            Integer.getInteger("semigda.requests", Boolean.getBoolean("semigda.soak") ? 20_000 : 1_000);
    private static final long SEED = 20261123;

    private TestSystem system;
    private WorkerCommand.Launch ended;
    private WorkerCommand.Launch live;

    @BeforeEach
    void start(@TempDir Path temporary) throws IOException {
        system = new TestSystem(temporary);
        FakeNode node = FakeNode.start(system.vertx, "a");
        WorkerCommand.Launch done = system.running(node, "done");
        Path best = Files.createDirectories(Path.of(done.folder()).resolve("checkpoints/best"));
        Files.writeString(best.resolve("model.safetensors"), "weights");
        Path samples = Files.createDirectories(Path.of(done.folder()).resolve("samples"));
        Files.writeString(samples.resolve("1.png"), "picture");
        Path report = Files.createDirectories(Path.of(done.folder()).resolve("report"));
        Files.writeString(report.resolve("report.html"), "<!doctype html>");
        node.say(done, new RunEvent.Metrics(2, 1, Map.of("loss/total", 0.5)));
        node.say(done, new RunEvent.Saved("best", 2, 1));
        node.say(done, RunState.COMPLETED);
        Files.createDirectories(system.root.resolve("set"));
        ended = done;
        Files.write(system.data.resolve("1.png"), RequestMaker.PART);
        live = system.running(node, "live");
        measuringNode();
    }

    /** A node with a device that no run asks for, so that it is always free to measure. */
    private void measuringNode() {
        Estimate estimate = new Estimate("cuda:99", 1, List.of(new Estimate.Stage(2, 1, 1)), 0);
        Await.result(system.vertx
                .eventBus()
                .<Estimate.Ask>consumer(Addresses.estimates("measures"), message -> message.reply(estimate))
                .completion());
        Await.result(system.vertx
                .eventBus()
                .request(
                        Addresses.NODES,
                        new NodeMessage.Announce(
                                "measures", "1", "host", List.of("cuda:99"), List.of(), "0.1.0", false)));
    }

    @AfterEach
    void end() {
        system.close();
    }

    @Test
    @Timeout(1800)
    void whateverComesTheAnswerIsOneOfOurs() throws IOException {
        Contract contract = Await.result(Contract.load(system.vertx));
        RequestMaker maker = new RequestMaker(contract.json(), new Random(SEED), system);
        maker.know("id", ended.run().value());
        maker.know("complete", ended.run().value());
        maker.know("live", live.run().value());
        maker.know(Transfer.HEADER, live.transfer().token());
        maker.know(
                "sha256",
                new FileListing.Reader().of(system.data).files().get(0).sha256());
        Map<String, Set<Integer>> seen = new TreeMap<>();
        Map<Integer, Integer> statuses = new TreeMap<>();
        for (int i = 0; i < REQUESTS; i++) {
            RequestMaker.Made made = maker.next();
            RawHttp.Answer answer = RawHttp.send(system.port(), made.bytes(), made.stream());
            String about = "request " + i + " of seed " + SEED + ": " + made.line() + "\n" + answer;
            if (!made.line().startsWith("HEAD ")) { // which has no body
                check(about, answer);
            }
            seen.computeIfAbsent(made.operation(), o -> new TreeSet<>()).add(answer.status());
            statuses.merge(answer.status(), 1, Integer::sum);
        }
        System.out.println("fuzz: " + REQUESTS + " requests, answers by status " + statuses);
        assertThat(seen.keySet()).containsAll(maker.operations());
        assertThat(seen).allSatisfy((operation, answers) -> assertThat(answers)
                .as("%s was answered well at least once", operation)
                .anyMatch(status -> status < 300));
        assertThat(statuses.keySet()).as("wrong ones were among them").contains(400, 404, 405);
        HttpResponse<String> after = system.get("/health/ready");
        assertThat(after.statusCode()).isEqualTo(200);
    }

    private void check(String about, RawHttp.Answer answer) {
        assertThat(answer.status()).as(about).isBetween(200, 499);
        if (answer.status() >= 400 && answer.type().contains("json")) {
            JsonObject problem = new JsonObject(answer.body());
            assertThat(problem.getInteger("status")).as(about).isEqualTo(answer.status());
            assertThat(problem.getString("code")).as(about).isNotBlank();
            assertThat(problem.getString("detail")).as(about).isNotBlank();
        }
        if (answer.status() >= 400) {
            assertThat(answer.body())
                    .as(about)
                    .doesNotContain(system.home.toString(), "Exception", "\tat ", "org.semigda", "io.vertx", "java.");
        }
    }
}
