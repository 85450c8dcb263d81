package org.semigda.orchestrator.datasets;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A folder of images that runs may name.
 *
 * @param id names it in addresses; the same for the same path
 * @param registered whether an administrator named it, rather than that it lies under a root
 */
public record DataFolder(String id, String name, Path path, boolean registered) {

    static DataFolder of(String name, Path path, boolean registered) {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256").digest(path.toString().getBytes(StandardCharsets.UTF_8));
            return new DataFolder(HexFormat.of().formatHex(digest, 0, 8), name, path, registered);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
    }
}
