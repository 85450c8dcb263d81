package org.semigda.worker;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.Message;
import java.nio.file.Path;
import java.util.function.BooleanSupplier;
import org.semigda.conf.UserError;
import org.semigda.data.DataException;
import org.semigda.protocol.Estimate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers what a run would take. Only while nothing trains here: LibTorch's random numbers and threads are one per process,
 * so a measurement beside a run would change the run and measure nothing. A run that comes meanwhile waits its turn.
 */
final class Estimator {

    /** Why a node measures nothing now. */
    static final int BUSY = 409;

    /** The run asked about could not start. */
    static final int BAD_INPUT = 422;

    private static final Logger LOG = LoggerFactory.getLogger(Estimator.class);

    private final Vertx vertx;
    private final Path cache;
    private final BooleanSupplier trains;
    private Future<Void> idle = Future.succeededFuture();

    /**
     * @param cache of trained autoencoders
     * @param trains whether a run is on this node
     */
    Estimator(Vertx vertx, Path cache, BooleanSupplier trains) {
        this.vertx = vertx;
        this.cache = cache;
        this.trains = trains;
    }

    /** Completes when nothing is being measured. */
    Future<Void> idle() {
        return idle;
    }

    void answer(Message<Estimate.Ask> message) {
        if (trains.getAsBoolean() || !idle.isComplete()) {
            message.fail(BUSY, "the device is at work; ask again when it is free");
            return;
        }
        Estimate.Ask ask = message.body();
        DeviceThread device = DeviceThread.open(vertx, ask.device());
        Future<Estimate> measured =
                device.run(() -> new StepProbe(System::nanoTime).measure(ask.spec(), ask.device(), cache));
        idle = measured.<Void>mapEmpty().otherwiseEmpty();
        measured.onComplete(done -> device.close()).onSuccess(message::reply).onFailure(e -> {
            boolean theirs = e instanceof UserError || e instanceof DataException;
            if (!theirs) {
                LOG.error("no estimate for {}", ask.spec(), e);
            }
            message.fail(theirs ? BAD_INPUT : 500, String.valueOf(e.getMessage()));
        });
    }
}
