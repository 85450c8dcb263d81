package org.semigda.worker;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.MessageCodec;

/**
 * Hands an object over by reference inside this JVM. Batches and snapshots hold memory of this process, so they refuse
 * the wire.
 */
final class LocalCodec implements MessageCodec<Object, Object> {

    private static final String NAME = "semigda.local";

    /** Delivery by reference, never to another node. */
    static DeliveryOptions options() {
        return new DeliveryOptions().setLocalOnly(true).setCodecName(NAME);
    }

    static void register(EventBus bus) {
        bus.registerCodec(new LocalCodec());
    }

    @Override
    public void encodeToWire(Buffer buffer, Object message) {
        throw new IllegalStateException(message.getClass().getName() + " must not leave this process");
    }

    @Override
    public Object decodeFromWire(int position, Buffer buffer) {
        throw new IllegalStateException("a local message arrived over the wire");
    }

    @Override
    public Object transform(Object message) {
        return message;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public byte systemCodecID() {
        return -1;
    }
}
