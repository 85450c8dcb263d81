package org.semigda.orchestrator.api;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.file.AsyncFile;
import io.vertx.core.streams.WriteStream;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A file that takes so many bytes and no more. */
final class CountedFile implements WriteStream<Buffer> {

    private final AsyncFile file;
    private final long most;
    private final Supplier<? extends RuntimeException> tooLarge;
    private long written;
    /** A closed file answers every call with an exception, and whoever pipes into it goes on for a while. */
    private boolean over;

    CountedFile(AsyncFile file, long most, Supplier<? extends RuntimeException> tooLarge) {
        this.file = file;
        this.most = most;
        this.tooLarge = tooLarge;
    }

    /** Whether more came than is taken. */
    boolean exceeded() {
        return written > most;
    }

    /** Ends the file; what still comes is thrown away. */
    Future<Void> close() {
        over = true;
        return file.close();
    }

    @Override
    public Future<Void> write(Buffer piece) {
        written += piece.length();
        if (exceeded() || over) {
            return Future.failedFuture(tooLarge.get());
        }
        return file.write(piece);
    }

    @Override
    public Future<Void> end() {
        return exceeded() || over ? Future.failedFuture(tooLarge.get()) : file.end();
    }

    @Override
    public WriteStream<Buffer> exceptionHandler(@Nullable Handler<Throwable> handler) {
        if (!over) {
            file.exceptionHandler(handler);
        }
        return this;
    }

    @Override
    public WriteStream<Buffer> setWriteQueueMaxSize(int size) {
        if (!over) {
            file.setWriteQueueMaxSize(size);
        }
        return this;
    }

    @Override
    public boolean writeQueueFull() {
        return !over && file.writeQueueFull();
    }

    @Override
    public WriteStream<Buffer> drainHandler(@Nullable Handler<Void> handler) {
        if (!over) {
            file.drainHandler(handler);
        }
        return this;
    }
}
