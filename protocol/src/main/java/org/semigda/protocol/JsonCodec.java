package org.semigda.protocol;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.MessageCodec;
import java.nio.charset.StandardCharsets;

/**
 * Carries one kind of message over the event bus as JSON. Inside one JVM the immutable message itself is handed over.
 *
 * @param <T> the kind of message
 */
public final class JsonCodec<T> implements MessageCodec<T, T> {

    private static final int VERSION = 3;

    private final Class<T> type;

    private JsonCodec(Class<T> type) {
        this.type = type;
    }

    /** The codec of one kind of message. */
    static <T> JsonCodec<T> of(Class<T> type) {
        return new JsonCodec<>(type);
    }

    /** Makes an event bus able to carry every message of this package; the one place where codecs are registered. */
    public static void registerAll(EventBus bus) {
        register(bus, RunEvent.class);
        register(bus, RunEvents.class);
        register(bus, StoredEvent.class);
        register(bus, NodeMessage.Ack.class);
        register(bus, Estimate.class);
        register(bus, Estimate.Ask.class);
        registerRecords(bus, NodeMessage.class);
        registerRecords(bus, WorkerCommand.class);
    }

    private static <T> void register(EventBus bus, Class<T> type) {
        bus.registerDefaultCodec(type, of(type));
    }

    /** Default codecs are looked up by the exact class, so each record of a sealed interface gets one. */
    private static void registerRecords(EventBus bus, Class<?> type) {
        for (Class<?> record : type.getPermittedSubclasses()) {
            if (record.isRecord()) {
                register(bus, record);
            }
        }
    }

    /** The version of the messages; nodes of different versions do not understand each other. */
    public static String version() {
        return Integer.toString(VERSION);
    }

    @Override
    public void encodeToWire(Buffer buffer, T message) {
        byte[] json = Wire.write(message).getBytes(StandardCharsets.UTF_8);
        buffer.appendByte((byte) VERSION).appendInt(json.length).appendBytes(json);
    }

    @Override
    public T decodeFromWire(int position, Buffer buffer) {
        int version = buffer.getByte(position);
        if (version != VERSION) {
            throw new IllegalArgumentException("a " + type.getSimpleName() + " of wire version " + version
                    + " arrived; this node speaks version " + VERSION + ". Run the same release on every node.");
        }
        int length = buffer.getInt(position + 1);
        return Wire.read(buffer.getString(position + 5, position + 5 + length, "UTF-8"), type);
    }

    @Override
    public T transform(T message) {
        return message;
    }

    @Override
    public String name() {
        return "semigda." + type.getName();
    }

    @Override
    public byte systemCodecID() {
        return -1;
    }
}
