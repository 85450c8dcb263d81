package org.semigda.orchestrator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.semigda.protocol.RunEvent;
import org.semigda.protocol.RunId;
import org.semigda.protocol.RunState;
import org.semigda.protocol.WorkerCommand;

/**
 * The commands of docs/http-api.md in a real shell with the real curl, in their order. Only the server's port, the folders
 * of the examples and the id of a data set are put in; streams without an end are cut off once they said what they must.
 */
@Timeout(300)
class DocumentedCommandsTest {

    private static final Path GUIDE = Path.of("../docs/http-api.md");
    private static final String DONE = "__done";

    private final ExecutorService worker = Executors.newSingleThreadExecutor();
    private TestSystem system;
    private Path folder;
    private Process shell;
    private Writer in;
    private BufferedReader out;

    @BeforeEach
    void start(@TempDir Path temporary) throws IOException {
        folder = temporary;
        system = new TestSystem(temporary);
        FakeNode node = FakeNode.start(system.vertx, "a");
        worker.submit(() -> {
            while (true) {
                obey(node, node.next(WorkerCommand.class));
            }
        });
        shell = new ProcessBuilder("sh")
                .directory(temporary.toFile())
                .redirectErrorStream(true)
                .start();
        in = shell.outputWriter(StandardCharsets.UTF_8);
        out = shell.inputReader(StandardCharsets.UTF_8);
    }

    @AfterEach
    void end() throws InterruptedException {
        worker.shutdownNow();
        shell.destroyForcibly().waitFor();
        system.close();
    }

    /** Does what it is told, as a worker that trains would. */
    private static Void obey(FakeNode node, WorkerCommand command) throws IOException {
        if (command instanceof WorkerCommand.Launch launch) {
            Path best = Files.createDirectories(Path.of(launch.folder()).resolve("checkpoints/best"));
            Files.writeString(best.resolve("model.safetensors"), "weights");
            node.say(command, RunState.RUNNING);
            node.say(command, new RunEvent.Metrics(2, 1, Map.of("loss/total", 0.5, "validation/dice", 0.25)));
            node.say(command, new RunEvent.Log("info", "training"));
            node.say(command, new RunEvent.Saved("best", 2, 1));
        } else if (command instanceof WorkerCommand.Pause) {
            node.say(command, RunState.PAUSED);
        } else if (command instanceof WorkerCommand.Continue) {
            node.say(command, RunState.RUNNING);
        } else if (command instanceof WorkerCommand.Stop) {
            node.say(command, RunState.STOPPED);
        } else {
            node.say(command, new RunEvent.Saved("last", 2, 2));
        }
        return null;
    }

    @Test
    void theWholeLifeOfARunIsAsWritten() throws Exception {
        assumeTrue(Files.exists(GUIDE), "the guide is not here");
        assumeTrue(hasCurl(), "curl is not installed (apt-get install curl)");
        Files.writeString(folder.resolve("image.png"), "picture");
        Files.createDirectories(folder.resolve("mine"));
        Files.createDirectories(folder.resolve("Kvasir-SEG"));
        Files.write(folder.resolve("Kvasir-SEG.zip"), archive());
        // Says the status of every answer.
        say("curl() { command curl --max-time 60 -w '%{stderr}%{http_code} ' \"$@\"; }");

        int run = 0;
        for (String block : blocks()) {
            for (String command : commands(block)) {
                run += command.contains("curl") ? 1 : 0;
                check(command, say(placed(command)));
                settle(command);
            }
        }

        assertThat(run).as("commands with curl").isGreaterThan(20);
        assertThat(Files.readString(folder.resolve("metrics.csv"))).contains("loss/total");
        assertThat(folder.resolve("events.out.tfevents.mine")).isNotEmptyFile();
        assertThat(folder.resolve("model.safetensors")).hasContent("weights");
        assertThat(folder.resolve("mask.png")).hasContent("MASK of picture");
        assertThat(folder.resolve("first.png")).isNotEmptyFile();
        assertThat(system.json("/runs").getJsonArray("runs"))
                .as("the clone is left")
                .hasSize(1);
    }

    private static void check(String command, List<String> said) {
        String all = String.join("\n", said);
        if (!command.contains("curl")) {
            assertThat(all).as(command).isEmpty();
            return;
        }
        if (command.contains("/events")) {
            assertThat(all).as(command).contains(awaited(command));
        } else {
            assertThat(all).as(command).containsPattern("\\b20[0-9] ").doesNotContainPattern("\\b[45][0-9][0-9] $");
        }
    }

    /** Waits until the run is where the command leads: a person reads the answer before going on. */
    private void settle(String command) throws Exception {
        if (command.contains("clone") || command.contains("DELETE")) {
            return;
        }
        if (command.startsWith("ID=") || command.contains("/resume")) {
            await(RunState.RUNNING);
            Await.until("the checkpoint is there", () -> !system.json("/runs/" + id() + "/checkpoints")
                    .getJsonArray("checkpoints")
                    .isEmpty());
        } else if (command.contains("/pause")) {
            await(RunState.PAUSED);
        } else if (command.contains("/stop")) {
            await(RunState.STOPPED);
        }
    }

    private void await(RunState state) {
        system.awaitState(new RunId(id()), state);
    }

    private String id() {
        try {
            return say("echo $ID").get(0);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Runs a command in the shell; gives what it wrote. */
    private List<String> say(String command) throws IOException {
        in.write(command + "\necho; echo " + DONE + "\n");
        in.flush();
        List<String> lines = new ArrayList<>();
        for (String line = out.readLine(); !DONE.equals(line); line = out.readLine()) {
            if (line == null) {
                throw new AssertionError("the shell ended at " + command + " after " + lines);
            }
            if (!line.isEmpty()) {
                lines.add(line);
            }
        }
        return lines;
    }

    /** What of a stream is waited for: its first event, or, behind the newest one, how the run is now. */
    private static String awaited(String stream) {
        return stream.contains("Last-Event-ID") ? "event: run" : "id: 1";
    }

    private String placed(String command) {
        String dataset = system.json("/datasets").getJsonArray("datasets").stream()
                .map(set -> ((JsonObject) set).getString("id"))
                .findFirst()
                .orElse("none");
        String bounded = command.contains("/events") ? command + " | grep -m 1 '" + awaited(command) + "'" : command;
        return bounded.replace("127.0.0.1:8080", "127.0.0.1:" + system.port())
                .replace("/data/", folder + "/")
                .replace("DATASET", dataset);
    }

    private static List<String> blocks() throws IOException {
        List<String> blocks = new ArrayList<>();
        for (String piece : Files.readString(GUIDE).split("```sh\n")) {
            blocks.add(piece.substring(0, Math.max(0, piece.indexOf("```"))));
        }
        return blocks.subList(1, blocks.size());
    }

    /** The commands of a block: lines, joined where a quotation goes on. */
    private static List<String> commands(String block) {
        List<String> commands = new ArrayList<>();
        String open = "";
        for (String line : block.lines().toList()) {
            if (open.isEmpty() && (line.isBlank() || line.startsWith("#"))) {
                continue;
            }
            String all = open.isEmpty() ? line : open + "\n" + line;
            boolean complete = all.chars().filter(c -> c == '\'').count() % 2 == 0;
            open = complete ? "" : all;
            if (complete) {
                commands.add(all);
            }
        }
        assertThat(open).as("a quotation without an end").isEmpty();
        return commands;
    }

    private static boolean hasCurl() throws InterruptedException {
        try {
            return new ProcessBuilder("curl", "--version")
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        }
    }

    private static byte[] archive() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            zip.putNextEntry(new ZipEntry("README.txt"));
            zip.write("pictures".getBytes(StandardCharsets.UTF_8));
            zip.closeEntry();
        }
        return bytes.toByteArray();
    }
}
