package org.semigda.orchestrator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.semigda.protocol.RunEvent;
import org.semigda.protocol.RunState;
import org.semigda.protocol.WorkerCommand;

/** What is said and done when {@code run.json} cannot be written. */
@Timeout(120)
class UnwritableRecordTest {

    private TestSystem system;
    private FakeNode node;

    @BeforeEach
    void start(@TempDir Path folder) throws IOException {
        system = new TestSystem(folder);
        node = FakeNode.start(system.vertx, "a");
    }

    @AfterEach
    void end() {
        system.close();
    }

    @Test
    void aCommandIsNotAcknowledgedAndTheFileIsMadeGoodOnceItCanBe() throws IOException {
        WorkerCommand.Launch launch = system.running(node, "first");
        Path obstacle = obstacle(launch);

        HttpResponse<String> answer = system.post("/runs/" + launch.run() + "/pause", "");

        assertThat(answer.statusCode()).isEqualTo(507);
        assertThat(answer.body()).contains("not-saved", "run.json", "a restart would forget it", "repair the disk");
        assertThat(record(launch).getBoolean("hold", false)).isFalse();

        Files.delete(obstacle);
        Await.until("the file says what was asked for", () -> record(launch).getBoolean("hold", false));
        assertThat(system.post("/runs/" + launch.run() + "/continue", "").statusCode())
                .isEqualTo(202);
        assertThat(record(launch).getBoolean("hold", false)).isFalse();
    }

    @Test
    void aRunWhoseStateCannotBeKeptFails() throws IOException {
        system.submit("first");
        WorkerCommand.Launch launch = node.next(WorkerCommand.Launch.class);
        system.awaitState(launch.run(), RunState.STARTING);
        Await.until(
                "the launch is in the file",
                () -> record(launch).getString("state").equals("STARTING"));
        Path obstacle = obstacle(launch);

        RunEvent runs = new RunEvent(launch.run(), 1, 1, 1000, new RunEvent.State(RunState.RUNNING));
        assertThatThrownBy(() -> Await.result(node.send(runs))).hasMessageContaining("run.json");

        system.awaitState(launch.run(), RunState.FAILED);
        JsonObject shown = system.json("/runs/" + launch.run());
        assertThat(shown.getJsonObject("failure").getString("code")).isEqualTo("store-failed");
        assertThat(shown.getJsonObject("failure").getString("message")).contains("run.json", "cannot be written");

        Files.delete(obstacle);
        Await.until(
                "the end is in the file",
                () -> record(launch).getString("state").equals("FAILED"));
    }

    @Test
    void aRunThatCannotBeTakenUpAgainKeepsNobodyFromTheOthers() throws IOException {
        WorkerCommand.Launch launch = system.running(node, "first");
        Path obstacle = obstacle(launch);

        system.restart();

        assertThat(system.json("/runs/" + launch.run()).getString("state")).isEqualTo("QUEUED");
        Files.delete(obstacle);
        Await.until("the next attempt is in the file", () -> record(launch).getInteger("attempt") == 2);
    }

    /** Where the file is written before it gets its name is a folder: that stops root too. */
    private Path obstacle(WorkerCommand.Launch launch) throws IOException {
        return Files.createDirectory(Path.of(launch.folder(), ".run.json.tmp"));
    }

    private JsonObject record(WorkerCommand.Launch launch) {
        try {
            return new JsonObject(Files.readString(Path.of(launch.folder(), "run.json")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
