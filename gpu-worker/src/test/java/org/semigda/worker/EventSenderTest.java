package org.semigda.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.semigda.protocol.Addresses;
import org.semigda.protocol.JsonCodec;
import org.semigda.protocol.RunEvent;
import org.semigda.protocol.RunEvents;
import org.semigda.protocol.RunId;

class EventSenderTest {

    private static final Clock CLOCK = Clock.fixed(Instant.ofEpochMilli(1234), ZoneOffset.UTC);

    private final Vertx vertx = Vertx.vertx();

    @TempDir
    private Path folder;

    private final Promise<Void> refused = Promise.promise();
    private int messages;
    private final List<Long> arrived = new CopyOnWriteArrayList<>();

    @BeforeEach
    void register() {
        JsonCodec.registerAll(vertx.eventBus());
    }

    @AfterEach
    void close() throws Exception {
        await(vertx.close());
    }

    @Test
    void eventsSaidBeforeAnybodyListensArriveOnceEachAndInOrder() throws Exception {
        Future<Void> flushed = onContext(sender -> {
            for (int i = 1; i <= 20; i++) {
                sender.send(new RunEvent.Log("info", "event " + i));
            }
            return sender.flush();
        });
        listen(0);
        await(flushed);
        assertThat(arrived).containsExactlyElementsOf(count(20));
    }

    @Test
    void anEventThatIsNotStoredIsSentAgainBeforeWhatComesAfterIt() throws Exception {
        listen(2);
        Future<Void> flushed = onContext(sender -> {
            for (int i = 1; i <= 3; i++) {
                sender.send(new RunEvent.Log("info", "event " + i));
            }
            return sender.flush();
        });
        await(flushed);
        assertThat(arrived).containsExactly(1L, 1L, 2L, 3L, 1L, 2L, 3L);
    }

    @Test
    void whatIsRefusedBecauseTheAttemptIsOverStaysUnheardAndIsNotSentAgain() throws Exception {
        await(vertx.eventBus()
                .<RunEvent>consumer(Addresses.RUN_EVENTS, message -> {
                    arrived.add(message.body().seq());
                    message.fail(Addresses.ATTEMPT_OVER, "attempt 1 of run run-1 is over");
                })
                .completion());
        Promise<List<RunEvent>> unheard = Promise.promise();
        vertx.getOrCreateContext().runOnContext(v -> {
            EventSender sender = sender();
            say(sender, 1, 1);
            refused.future().onSuccess(over -> {
                say(sender, 2, 2);
                sender.unheard().onComplete(unheard);
            });
        });
        assertThat(await(unheard.future()).stream().map(RunEvent::seq)).containsExactly(1L, 2L);
        assertThat(arrived).containsExactly(1L);
    }

    @Test
    void noCheckpointIsWrittenWithoutTheEventsThatWereDropped() throws Exception {
        Future<List<RunEvent>> unheard = await(onContext(sender -> {
            sender.send(new RunEvent.Log("info", "to nobody"));
            sender.drop();
            return Future.succeededFuture(sender.unheard());
        }));
        assertThat(unheard.cause()).isInstanceOf(Abandoned.class);
    }

    /** Listens as the orchestrator would, refusing the first few. */
    private void listen(int refusals) throws Exception {
        var consumer = vertx.eventBus().<Object>consumer(Addresses.RUN_EVENTS);
        consumer.handler(message -> {
            List<RunEvent> said =
                    message.body() instanceof RunEvents several ? several.events() : List.of((RunEvent) message.body());
            said.forEach(event -> arrived.add(event.seq()));
            if (messages++ < refusals) {
                message.fail(500, "the disk is busy");
            } else {
                message.reply(true);
            }
        });
        await(consumer.completion());
    }

    private <T> Future<T> onContext(java.util.function.Function<EventSender, Future<T>> work) {
        Promise<T> done = Promise.promise();
        vertx.getOrCreateContext().runOnContext(v -> work.apply(sender()).onComplete(done));
        return done.future();
    }

    private EventSender sender() {
        EventSpool spool = new EventSpool(folder, "run-1");
        return new EventSender(
                vertx, Uplink.of(vertx), CLOCK, new RunId("run-1"), 1, spool, () -> refused.tryComplete());
    }

    @Test
    void whatPilesUpWaitsOnDiskAndArrivesOnceEachAndInOrder() throws Exception {
        int many = 3000;
        Promise<Void> flushed = Promise.promise();
        Promise<List<RunEvent>> unheard = Promise.promise();
        vertx.getOrCreateContext().runOnContext(v -> {
            EventSender sender = sender();
            say(sender, 1, many / 2);
            vertx.setTimer(50, later -> {
                say(sender, 1 + many / 2, many);
                sender.unheard().onComplete(unheard);
                sender.flush().onComplete(flushed);
            });
        });
        assertThat(await(unheard.future()).stream().map(RunEvent::seq)).containsExactlyElementsOf(count(many));
        try (var files = Files.list(folder)) {
            assertThat(files).as("files of waiting events").isNotEmpty();
        }
        listen(0);
        await(flushed.future());
        assertThat(arrived).containsExactlyElementsOf(count(many));
        try (var files = Files.list(folder)) {
            assertThat(files).isEmpty();
        }
    }

    @Test
    void nothingIsWaitedForOnceNobodyWantsToHear() throws Exception {
        await(onContext(sender -> {
            sender.send(new RunEvent.Log("info", "to nobody"));
            sender.drop();
            return sender.flush();
        }));
        assertThat(arrived).isEmpty();
    }

    private static void say(EventSender sender, int from, int to) {
        for (int i = from; i <= to; i++) {
            sender.send(new RunEvent.Log("info", "event " + i));
        }
    }

    private static List<Long> count(long to) {
        return java.util.stream.LongStream.rangeClosed(1, to).boxed().toList();
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
    }
}
