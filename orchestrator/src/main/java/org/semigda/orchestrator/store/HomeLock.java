package org.semigda.orchestrator.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;
import org.semigda.conf.UserError;

/** Keeps two orchestrators from working with one home. The system frees it when the process ends, however it ends. */
final class HomeLock implements AutoCloseable {

    private final Path home;
    private @Nullable FileChannel channel;

    HomeLock(Path home) {
        this.home = home;
    }

    void take() throws IOException {
        Files.createDirectories(home);
        FileChannel file = FileChannel.open(home.resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            if (file.tryLock() != null) {
                channel = file;
                return;
            }
        } catch (OverlappingFileLockException e) {
            // Held by this very process: the same answer.
        }
        file.close();
        throw new UserError("another orchestrator works with " + home.toAbsolutePath()
                + "; stop it, or give this one another home");
    }

    @Override
    public void close() throws IOException {
        if (channel != null) {
            channel.close();
            channel = null;
        }
    }
}
