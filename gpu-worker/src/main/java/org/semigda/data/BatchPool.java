package org.semigda.data;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/** Direct buffers by size, used again and again: allocating them is slow, and only the collector frees them. */
final class BatchPool {

    private final Map<Integer, Deque<ByteBuffer>> idle = new HashMap<>();
    private boolean closed;

    /** A buffer of {@code bytes} bytes with whatever content. */
    synchronized ByteBuffer take(int bytes) {
        Deque<ByteBuffer> fitting = idle.get(bytes);
        ByteBuffer buffer = fitting == null ? null : fitting.poll();
        return buffer == null ? ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder()) : buffer;
    }

    synchronized void give(ByteBuffer buffer) {
        if (!closed) {
            idle.computeIfAbsent(buffer.capacity(), any -> new ArrayDeque<>()).push(buffer);
        }
    }

    /** The number of buffers waiting to be used again. */
    synchronized int idle() {
        return idle.values().stream().mapToInt(Deque::size).sum();
    }

    /** Lets go of all buffers, and of those still out once they are given back. */
    synchronized void close() {
        closed = true;
        idle.clear();
    }
}
