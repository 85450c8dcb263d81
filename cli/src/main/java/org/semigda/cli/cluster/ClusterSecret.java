package org.semigda.cli.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.semigda.conf.UserError;

/**
 * The word that lets a process into a cluster. Hazelcast turns away members of another cluster name, so the name is made of the
 * secret; the secret itself is never sent.
 *
 * @param word at least {@link #SHORTEST} characters
 */
record ClusterSecret(String word) {

    /** In a home; readable by its owner alone. */
    static final String FILE = "cluster-secret";

    static final int SHORTEST = 16;

    private static final int BYTES = 32;
    private static final String HMAC = "HmacSHA256";

    /**
     * Reads the secret that a file holds; without a file that of the home, which is made when there is none.
     *
     * @throws UserError when it cannot be read or is too short
     */
    static ClusterSecret of(Path home, Optional<Path> file) {
        try {
            if (file.isPresent()) {
                return read(file.get());
            }
            Path own = home.resolve(FILE);
            if (!Files.exists(own)) {
                make(home, own);
            }
            return read(own);
        } catch (IOException e) {
            throw new UncheckedIOException("the cluster's secret in " + home + " cannot be made", e);
        }
    }

    /** A cluster name that only holders of the secret know. */
    String clusterName(String base) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(new SecretKeySpec(word.getBytes(StandardCharsets.UTF_8), HMAC));
            byte[] code = mac.doFinal(base.getBytes(StandardCharsets.UTF_8));
            return base + "-" + HexFormat.of().formatHex(code);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has " + HMAC, e);
        }
    }

    /** Not the word: records print themselves into logs. */
    @Override
    public String toString() {
        return "ClusterSecret[...]";
    }

    private static ClusterSecret read(Path file) {
        String word;
        try {
            word = Files.readString(file).strip();
        } catch (IOException e) {
            throw new UserError("the cluster's secret " + file + " cannot be read (" + e + ")", e);
        }
        if (word.length() < SHORTEST) {
            throw new UserError("the cluster's secret " + file + " has " + word.length()
                    + " characters; it needs at least " + SHORTEST);
        }
        return new ClusterSecret(word);
    }

    /** Temporary files belong to their owner alone; the name comes with the whole content. */
    private static void make(Path home, Path own) throws IOException {
        Files.createDirectories(home);
        byte[] random = new byte[BYTES];
        new SecureRandom().nextBytes(random);
        Path part = Files.createTempFile(home, "." + FILE, ".part");
        Files.writeString(part, HexFormat.of().formatHex(random) + "\n");
        Files.move(part, own, StandardCopyOption.ATOMIC_MOVE);
    }
}
