package org.semigda.orchestrator;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.eventbus.MessageConsumer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.semigda.orchestrator.store.RunStore;
import org.semigda.protocol.Addresses;
import org.semigda.protocol.NodeMessage;
import org.semigda.protocol.RunEvent;
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
        return parts.catalog().open().compose(this::recover).compose(done -> listen());
    }

    private Future<Void> recover(List<RunStore.Loaded> loaded) {
        List<Future<Void>> saved = new ArrayList<>();
        for (RunStore.Loaded one : loaded) {
            Run run = new Run(one);
            parts.runs().add(run);
            saved.add(parts.lives().recover(run));
        }
        return Future.all(saved).mapEmpty();
    }

    private Future<Void> listen() {
        // Consumers of a clustered bus hear nothing before their registration has reached the other nodes.
        MessageConsumer<NodeMessage> nodes = vertx.eventBus().consumer(Addresses.NODES, message -> {
            message.reply(parts.watch().hear(message.body()));
            parts.dispatcher().dispatch();
        });
        MessageConsumer<RunEvent> events = vertx.eventBus().consumer(Addresses.RUN_EVENTS, message -> parts.intake()
                .accept(message.body())
                .onSuccess(done -> message.reply(true))
                .onFailure(error -> {
                    LOG.error("event {} cannot be stored", message.body(), error);
                    message.fail(500, String.valueOf(error.getMessage()));
                }));
        vertx.setPeriodic(parts.timing().leaseCheck().toMillis(), timer -> {
            parts.watch().checkLeases();
            parts.runs().all().forEach(parts.lives()::checkTime);
            parts.dispatcher().dispatch();
        });
        return Future.all(nodes.completion(), events.completion()).mapEmpty();
    }

    @Override
    public Future<?> stop() {
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
