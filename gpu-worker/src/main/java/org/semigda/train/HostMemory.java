package org.semigda.train;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.IntFunction;

/**
 * Memory outside Java's heap for the copies that snapshots are. What one has used is used by the next: Java gives such memory back
 * only when its collector happens to run, and a full-size snapshot takes more than a gigabyte. Safe for use by several threads.
 */
public final class HostMemory implements AutoCloseable {

    /** Many tensors share a block; a larger tensor has one of its own, which is not kept. */
    static final int BLOCK_BYTES = 16 << 20;

    /** What the widest element and the processor's widest load want. */
    private static final int ALIGNMENT = 64;

    private final Deque<ByteBuffer> free = new ArrayDeque<>();

    /** The memory of one snapshot, until it is closed. */
    public final class Loan implements IntFunction<ByteBuffer>, AutoCloseable {

        private final List<ByteBuffer> blocks = new ArrayList<>();
        private ByteBuffer block = ByteBuffer.allocate(0);

        private Loan() {}

        /** A little-endian buffer of so many bytes, with anything in it. */
        @Override
        public ByteBuffer apply(int bytes) {
            if (bytes > BLOCK_BYTES) {
                return ByteBuffer.allocateDirect(bytes).order(ByteOrder.LITTLE_ENDIAN);
            }
            if (bytes > block.remaining()) {
                block = takeBlock();
                blocks.add(block);
            }
            ByteBuffer piece = block.slice(block.position(), bytes).order(ByteOrder.LITTLE_ENDIAN);
            int next = (block.position() + bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
            block.position(Math.min(next, block.limit()));
            return piece;
        }

        /** Gives all of it back: who reads the snapshot's tensors after that finds another's. A second time does nothing. */
        @Override
        public void close() {
            giveBack(blocks);
            blocks.clear();
            block = ByteBuffer.allocate(0);
        }
    }

    /** Begins a snapshot. */
    public Loan lend() {
        return new Loan();
    }

    private synchronized ByteBuffer takeBlock() {
        ByteBuffer kept = free.poll();
        return kept == null ? ByteBuffer.allocateDirect(BLOCK_BYTES) : kept;
    }

    private synchronized void giveBack(List<ByteBuffer> blocks) {
        blocks.forEach(block -> free.add(block.clear()));
    }

    /**
     * Lets go of what is kept, and has Java's collector run: a process that trains one run after another would else hold the
     * copies of all of them until its limit is reached.
     */
    @Override
    public void close() {
        synchronized (this) {
            free.clear();
        }
        System.gc();
    }

    /** Blocks that nobody uses. */
    synchronized int freeBlocks() {
        return free.size();
    }
}
