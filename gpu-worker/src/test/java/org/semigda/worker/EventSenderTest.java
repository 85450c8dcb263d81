package org.semigda.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.semigda.protocol.Addresses;
import org.semigda.protocol.JsonCodec;
import org.semigda.protocol.RunEvent;
import org.semigda.protocol.RunId;

class EventSenderTest {

    private static final Clock CLOCK = Clock.fixed(Instant.ofEpochMilli(1234), ZoneOffset.UTC);

    private final Vertx vertx = Vertx.vertx();
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
    void anEventThatIsNotStoredIsSentAgainBeforeTheNext() throws Exception {
        listen(2);
        Future<Void> flushed = onContext(sender -> {
            for (int i = 1; i <= 3; i++) {
                sender.send(new RunEvent.Log("info", "event " + i));
            }
            return sender.flush();
        });
        await(flushed);
        assertThat(arrived).containsExactly(1L, 1L, 1L, 2L, 3L);
    }

    /** Listens as the orchestrator would, refusing the first few. */
    private void listen(int refusals) throws Exception {
        var consumer = vertx.eventBus().<RunEvent>consumer(Addresses.RUN_EVENTS);
        consumer.handler(message -> {
            arrived.add(message.body().seq());
            if (arrived.size() <= refusals) {
                message.fail(500, "the disk is busy");
            } else {
                message.reply(true);
            }
        });
        await(consumer.completion());
    }

    private Future<Void> onContext(java.util.function.Function<EventSender, Future<Void>> work) {
        Promise<Void> done = Promise.promise();
        vertx.getOrCreateContext().runOnContext(v -> work.apply(new EventSender(vertx, CLOCK, new RunId("run-1"), 1))
                .onComplete(done));
        return done.future();
    }

    private static List<Long> count(long to) {
        return java.util.stream.LongStream.rangeClosed(1, to).boxed().toList();
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
    }
}
