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

    CountedFile(AsyncFile file, long most, Supplier<? extends RuntimeException> tooLarge) {
        this.file = file;
        this.most = most;
        this.tooLarge = tooLarge;
    }

    /** Whether more came than is taken. */
    boolean exceeded() {
        return written > most;
    }

    @Override
    public Future<Void> write(Buffer piece) {
        written += piece.length();
        return written > most ? Future.failedFuture(tooLarge.get()) : file.write(piece);
    }

    @Override
    public Future<Void> end() {
        return written > most ? Future.failedFuture(tooLarge.get()) : file.end();
    }

    @Override
    public WriteStream<Buffer> exceptionHandler(@Nullable Handler<Throwable> handler) {
        file.exceptionHandler(handler);
        return this;
    }

    @Override
    public WriteStream<Buffer> setWriteQueueMaxSize(int size) {
        file.setWriteQueueMaxSize(size);
        return this;
    }

    @Override
    public boolean writeQueueFull() {
        return file.writeQueueFull();
    }

    @Override
    public WriteStream<Buffer> drainHandler(@Nullable Handler<Void> handler) {
        file.drainHandler(handler);
        return this;
    }
}
