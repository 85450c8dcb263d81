package org.semigda.orchestrator.access;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The tokens a server takes: one from its command line, if any, and those of its home, which may change while it runs. */
public final class Tokens {

    private static final Logger LOG = LoggerFactory.getLogger(Tokens.class);

    /** What no caller can bring: taking tokens away must never open the door. */
    private static final Token NOBODY = new Token("", "nobody", Scope.READ, 0, "");

    private final Optional<Token> own;
    private final Optional<TokenFile> file;
    private volatile List<Token> valid = List.of();
    private volatile String stamp = "unread";

    /** @param secret of the command line, with every right; {@code file} the tokens of the home */
    public Tokens(Optional<String> secret, Optional<TokenFile> file) {
        this.own = secret.map(word -> new Token("", "token-file", Scope.ADMIN, 0, hash(word)));
        this.file = file;
        refresh();
    }

    /** Whether a token is asked for at all. */
    public boolean needed() {
        return !valid.isEmpty();
    }

    /** Reads the file again if it changed. A file that cannot be read keeps what was valid before. Blocks. */
    public synchronized void refresh() {
        List<Token> all = new ArrayList<>();
        own.ifPresent(all::add);
        if (file.isPresent()) {
            try {
                String now = file.get().stamp();
                if (now.equals(stamp)) {
                    return;
                }
                all.addAll(file.get().list());
                stamp = now;
                if (all.isEmpty() && !valid.isEmpty()) {
                    LOG.warn("the last token was revoked: nobody is let in until there is another or a new start");
                    all.add(NOBODY);
                }
            } catch (IOException e) {
                LOG.error("the tokens of the home cannot be read; those known before stay valid", e);
                if (!valid.isEmpty()) {
                    return;
                }
                // Nobody may come in because a list of who may is broken.
                all.add(NOBODY);
            }
        }
        valid = List.copyOf(all);
    }

    /** Who brings this word; looks at every token whatever the word is, so that the time taken tells nothing. */
    public Optional<Caller> caller(String word) {
        byte[] given = hash(word).getBytes(StandardCharsets.US_ASCII);
        Optional<Caller> found = Optional.empty();
        for (Token token : valid) {
            if (MessageDigest.isEqual(given, token.hash().getBytes(StandardCharsets.US_ASCII))) {
                found = Optional.of(token.caller());
            }
        }
        return found;
    }

    static String hash(String word) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(word.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
    }
}
