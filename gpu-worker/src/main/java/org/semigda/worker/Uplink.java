package org.semigda.worker;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;

/**
 * How a node reaches the orchestrator. The connection may be lost and made anew underneath: training does not depend on it.
 */
public interface Uplink {

    /**
     * Sends a message and hears its answer, on the calling context. Fails at once while there is no connection.
     *
     * @param <T> what is answered
     */
    <T> Future<T> request(String address, Object message, DeliveryOptions options);

    /**
     * Takes messages at an address, over this connection and every later one; on the calling context.
     *
     * @param <T> what comes there
     */
    <T> Future<Void> listen(String address, Handler<Message<T>> handler);

    /** The orchestrator is on the same event bus, and ends with this process. */
    static Uplink of(Vertx vertx) {
        return new Uplink() {
            @Override
            public <T> Future<T> request(String address, Object message, DeliveryOptions options) {
                return vertx.eventBus().<T>request(address, message, options).map(Message::body);
            }

            @Override
            public <T> Future<Void> listen(String address, Handler<Message<T>> handler) {
                MessageConsumer<T> consumer = vertx.eventBus().consumer(address);
                consumer.handler(handler);
                return consumer.completion();
            }
        };
    }
}
