package org.semigda.orchestrator.transfer;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.OptionalInt;
import java.util.random.RandomGenerator;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.semigda.orchestrator.store.AtomicFile;
import org.semigda.protocol.RunId;

/**
 * Words that let one attempt of one run at its files. They are made of a secret of the home, so that they outlive a restart
 * of the orchestrator and need no list.
 */
public final class AttemptTokens {

    private static final String FILE = "attempt-secret";
    private static final String HMAC = "HmacSHA256";
    private static final int BYTES = 32;

    private final Path home;
    private final RandomGenerator random;
    private volatile byte[] secret = {};

    public AttemptTokens(Path home, RandomGenerator random) {
        this.home = home;
        this.random = random;
    }

    /** Reads the secret; makes it the first time. Blocks. */
    public void open() throws IOException {
        Path file = home.resolve(FILE);
        if (!Files.exists(file)) {
            byte[] fresh = new byte[BYTES];
            random.nextBytes(fresh);
            Files.createDirectories(home);
            AtomicFile.write(home, FILE, HexFormat.of().formatHex(fresh) + "\n");
            if (Files.getFileStore(home).supportsFileAttributeView("posix")) {
                Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
            }
        }
        try {
            secret = HexFormat.of().parseHex(Files.readString(file).strip());
        } catch (IllegalArgumentException e) {
            throw new IOException(file + " is damaged; remove it, and running workers of other machines start anew", e);
        }
    }

    /** The token of an attempt. */
    public String token(RunId run, int attempt) {
        return attempt + "." + code(run, attempt);
    }

    /** Which attempt of the run a token was made for; empty for a text that is no token of it. */
    public OptionalInt attempt(RunId run, String token) {
        int dot = token.indexOf('.');
        if (!token.matches("\\d{1,9}\\.[0-9a-f]{64}")) {
            return OptionalInt.empty();
        }
        int attempt = Integer.parseInt(token.substring(0, dot));
        byte[] expected = code(run, attempt).getBytes(StandardCharsets.US_ASCII);
        byte[] given = token.substring(dot + 1).getBytes(StandardCharsets.US_ASCII);
        return MessageDigest.isEqual(expected, given) ? OptionalInt.of(attempt) : OptionalInt.empty();
    }

    private String code(RunId run, int attempt) {
        if (secret.length == 0) {
            throw new IllegalStateException("not opened");
        }
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(new SecretKeySpec(secret, HMAC));
            return HexFormat.of()
                    .formatHex(mac.doFinal((run.value() + "/" + attempt).getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has " + HMAC, e);
        }
    }
}
