package org.semigda.orchestrator.api;

import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;
import org.semigda.protocol.StoredEvent;
import org.semigda.protocol.Wire;

/** Events as they go over the wire. The newest is kept, so that it is written once and not once for every client. */
final class EventFrames {

    private record Frame(StoredEvent event, Buffer bytes) {}

    private volatile @Nullable Frame newest;

    /** The frame of an event that just happened. */
    Buffer of(StoredEvent event) {
        Frame known = newest;
        if (known == null || known.event() != event) {
            known = new Frame(event, Buffer.buffer(text(event)));
            newest = known;
        }
        return known.bytes().copy();
    }

    static String text(StoredEvent stored) {
        String type = Wire.type(stored.event().body());
        return "id: " + stored.id() + "\nevent: " + type + "\ndata: " + Wire.write(stored.event()) + "\n\n";
    }
}
