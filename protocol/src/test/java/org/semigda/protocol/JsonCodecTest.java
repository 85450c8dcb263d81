package org.semigda.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class JsonCodecTest {

    private static final RunId RUN = new RunId("20261123-001530-qkzv");

    static Stream<Object> messages() {
        RunSpec spec = new RunSpec(RunSpec.VERSION, "Größe \"1\"", "/data", "demo", Map.of("seed", "3"));
        Stream<Object> commands = Stream.of(
                new WorkerCommand.Launch(
                        RUN,
                        2,
                        spec,
                        "/home/runs/a",
                        "cuda:0",
                        true,
                        new WorkerCommand.Group(1, 2, "10.0.0.1:29500"),
                        new Transfer("http://a:1", "1.ab", "mark")),
                new WorkerCommand.Stop(RUN, 2),
                new WorkerCommand.Pause(RUN, 2),
                new WorkerCommand.Continue(RUN, 2),
                new WorkerCommand.Save(RUN, 2),
                new WorkerCommand.Abandon(RUN, 2),
                new NodeMessage.Announce("n", "1", "host", List.of("cpu", "cuda:0"), List.of("fast"), "0.1.0", true),
                new NodeMessage.Heartbeat(
                        "n",
                        "1",
                        List.of(new NodeMessage.Work(RUN, 2, 1, "cpu", 7, 5, 12.5, 11.0)),
                        new NodeMessage.Load(
                                512L << 20, List.of(new NodeMessage.DeviceLoad("cpu", 0.75, 3L << 30, 24L << 30)))),
                new NodeMessage.Left("n", "1", RUN, 2, 1, Failure.INTERNAL, "why"),
                new NodeMessage.Ack(true));
        Stream<RunEvent> events = Stream.of(
                        new RunEvent.Metrics(2, 410, Map.of("loss/total", 0.25, "lr", 1e-8)),
                        new RunEvent.Progress(2, 410, 660, 93.5),
                        new RunEvent.Sample(2, 410, "a 1", "samples/a.png", 0.5),
                        new RunEvent.Log("warn", "two\nlines"),
                        new RunEvent.State(RunState.PAUSED),
                        new RunEvent.Saved("best-ema", 2, 400),
                        new RunEvent.Removed("step-200"),
                        new RunEvent.Scores("test", Map.of("dice", 0.8)),
                        new RunEvent.Failed(new Failure("bad-input", "message", "")))
                .map(body -> new RunEvent(RUN, 2, 7, 1_700_000_000_000L, body));
        List<RunEvent> all = events.toList();
        commands = Stream.concat(commands, Stream.of(new RunEvents(all)));
        return Stream.concat(
                commands, Stream.concat(all.stream(), all.stream().map(event -> new StoredEvent(9, event))));
    }

    @ParameterizedTest
    @MethodSource("messages")
    void everyMessageArrivesAsItWasSent(Object message) {
        assertThat(overTheWire(message)).isEqualTo(message);
    }

    @SuppressWarnings("unchecked") // the codec is the one for this very class
    private static <T> T overTheWire(T message) {
        JsonCodec<T> codec = JsonCodec.of((Class<T>) message.getClass());
        Buffer wire = Buffer.buffer("before");
        int start = wire.length();
        codec.encodeToWire(wire, message);
        return codec.decodeFromWire(start, wire.appendString("after"));
    }

    @Test
    void everyKindOfMessageIsAmongThem() {
        List<Class<?>> tested =
                messages().<Class<?>>map(Object::getClass).distinct().toList();
        assertThat(tested).contains(WorkerCommand.class.getPermittedSubclasses());
        assertThat(tested).contains(NodeMessage.class.getPermittedSubclasses());
        assertThat(messages()
                        .filter(RunEvent.class::isInstance)
                        .map(m -> ((RunEvent) m).body().getClass()))
                .containsExactlyInAnyOrder(classes(RunEvent.Body.class));
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    private static Class[] classes(Class<?> sealed) {
        return sealed.getPermittedSubclasses();
    }

    @Test
    void aMessageOfAnotherReleaseIsRefusedInWords() {
        Buffer wire = Buffer.buffer();
        JsonCodec.of(NodeMessage.Ack.class).encodeToWire(wire, new NodeMessage.Ack(true));
        wire.setByte(0, (byte) 9);
        assertThatThrownBy(() -> JsonCodec.of(NodeMessage.Ack.class).decodeFromWire(0, wire))
                .hasMessage("a Ack of wire version 9 arrived; this node speaks version " + JsonCodec.version() + "."
                        + " Run the same release on every node.");
    }

    @Test
    void aBusCarriesWhatIsRegistered() throws Exception {
        Vertx vertx = Vertx.vertx();
        try {
            JsonCodec.registerAll(vertx.eventBus());
            vertx.eventBus()
                    .<WorkerCommand>consumer(
                            "here",
                            message -> message.reply(
                                    new NodeMessage.Ack(message.body().equals(new WorkerCommand.Stop(RUN, 1)))));
            Object answer = vertx.eventBus()
                    .request("here", new WorkerCommand.Stop(RUN, 1))
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(60, TimeUnit.SECONDS)
                    .body();
            assertThat(answer).isEqualTo(new NodeMessage.Ack(true));
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
        }
    }
}
