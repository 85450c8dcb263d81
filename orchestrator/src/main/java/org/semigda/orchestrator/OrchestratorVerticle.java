package org.semigda.orchestrator;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.semigda.orchestrator.store.RunStore;
import org.semigda.protocol.Addresses;
import org.semigda.protocol.NodeMessage;
import org.semigda.protocol.RunEvent;
import org.semigda.protocol.RunEvents;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes messages from the bus and hands them to those who decide, all on its own context. */
final class OrchestratorVerticle extends VerticleBase {

    private static final Logger LOG = LoggerFactory.getLogger(OrchestratorVerticle.class);

    private final OrchestratorParts parts;

    OrchestratorVerticle(OrchestratorParts parts) {
        this.parts = parts;
    }

    Context orchestratorContext() {
        return context;
    }

    @Override
    public Future<?> start() {
        return parts.catalog()
                .open()
                .compose(runs -> parts.thread().run(() -> {
                    parts.desk().tokens().open();
                    return runs;
                }))
                .compose(this::recover)
                .compose(done -> listen())
                .compose(done -> parts.experiments().open());
    }

    private Future<Void> recover(List<RunStore.Loaded> loaded) {
        List<Future<Void>> saved = new ArrayList<>();
        for (RunStore.Loaded one : loaded) {
            Run run = new Run(one);
            parts.runs().add(run);
            // One whose file cannot be written is told of and tried again, and keeps nobody from the others.
            saved.add(parts.recovery().recover(run).otherwiseEmpty());
        }
        return Future.all(saved).mapEmpty();
    }

    private Future<Void> listen() {
        // Consumers of a clustered bus hear nothing before their registration has reached the other nodes.
        MessageConsumer<NodeMessage> nodes = vertx.eventBus().consumer(Addresses.NODES, message -> {
            message.reply(parts.watch().hear(message.body()));
            parts.dispatcher().dispatch();
        });
        MessageConsumer<Object> events = vertx.eventBus().consumer(Addresses.RUN_EVENTS, this::take);
        vertx.setPeriodic(parts.timing().leaseCheck().toMillis(), timer -> {
            parts.watch().checkLeases();
            parts.journal().saveAgain();
            parts.runs().all().forEach(parts.lives()::checkTime);
            parts.dispatcher().dispatch();
        });
        return Future.all(nodes.completion(), events.completion()).mapEmpty();
    }

    private void take(Message<Object> message) {
        List<RunEvent> said =
                message.body() instanceof RunEvents several ? several.events() : List.of((RunEvent) message.body());
        String header = message.headers().get(Addresses.SPEAKER);
        Future<Void> stored = Future.succeededFuture();
        for (RunEvent event : said) {
            int speaker = header == null ? event.attempt() : Integer.parseInt(header);
            stored = stored.compose(before -> parts.intake().accept(event, speaker));
        }
        stored.onSuccess(done -> message.reply(true)).onFailure(error -> {
            if (error instanceof AttemptOver) {
                LOG.debug("{}", error.getMessage());
                message.fail(Addresses.ATTEMPT_OVER, String.valueOf(error.getMessage()));
                return;
            }
            LOG.error(
                    "{} events of run {} cannot be stored",
                    said.size(),
                    said.get(0).run(),
                    error);
            message.fail(500, String.valueOf(error.getMessage()));
        });
    }

    @Override
    public Future<?> stop() {
        parts.experiments().close();
        return parts.thread().run(this::closeFiles).eventually(parts.thread()::close);
    }

    private boolean closeFiles() throws IOException {
        for (Run run : parts.runs().all()) {
            run.folder().close();
        }
        parts.catalog().close();
        return true;
    }
}
