package org.semigda.orchestrator.access;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.semigda.orchestrator.store.AtomicFile;

/**
 * {@code HOME/tokens.json}: the hashes of the tokens that are valid. A plain SHA-256 is enough: a token is 256 random
 * bits, so there is no shorter word to guess, and what makes password hashes slow would only slow down every request.
 */
public final class TokenFile {

    /** Tokens begin so, which lets scanners of source code find one that was published by mistake. */
    private static final String PREFIX = "sgda_";

    private static final String FILE = "tokens.json";
    private static final int BYTES = 32;

    private final Path home;

    public TokenFile(Path home) {
        this.home = home;
    }

    /** Every valid token, oldest first. */
    public List<Token> list() throws IOException {
        Path file = home.resolve(FILE);
        if (!Files.exists(file)) {
            return List.of();
        }
        List<Token> tokens = new ArrayList<>();
        try {
            for (Object each : new JsonObject(Files.readString(file)).getJsonArray("tokens", new JsonArray())) {
                JsonObject entry = (JsonObject) each;
                tokens.add(new Token(
                        entry.getString("id"),
                        entry.getString("name"),
                        Scope.valueOf(entry.getString("scope").toUpperCase(Locale.ROOT)),
                        entry.getLong("created"),
                        entry.getString("hash")));
            }
        } catch (DecodeException | ClassCastException | IllegalArgumentException | NullPointerException e) {
            throw new IOException(file + " is not a list of tokens: " + e.getMessage(), e);
        }
        return tokens;
    }

    /** Makes a token; the answer holds the only copy of it. */
    public Token.Fresh create(String name, Scope scope, long now, RandomGenerator random) throws IOException {
        byte[] secret = new byte[BYTES];
        random.nextBytes(secret);
        byte[] id = new byte[4];
        random.nextBytes(id);
        String word = PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(secret);
        Token token = new Token(HexFormat.of().formatHex(id), name, scope, now, Tokens.hash(word));
        List<Token> all = new ArrayList<>(list());
        all.add(token);
        write(all);
        return new Token.Fresh(token, word);
    }

    /** Takes a token's validity away; empty when there is none with this id. */
    public Optional<Token> revoke(String id) throws IOException {
        List<Token> all = new ArrayList<>(list());
        Optional<Token> found =
                all.stream().filter(token -> token.id().equals(id)).findFirst();
        if (found.isPresent()) {
            all.remove(found.get());
            write(all);
        }
        return found;
    }

    private void write(List<Token> tokens) throws IOException {
        JsonArray list = new JsonArray();
        tokens.forEach(token -> list.add(new JsonObject()
                .put("id", token.id())
                .put("name", token.name())
                .put("scope", token.scope().word())
                .put("created", token.created())
                .put("hash", token.hash())));
        Files.createDirectories(home);
        AtomicFile.write(home, FILE, new JsonObject().put("tokens", list).encodePrettily() + "\n");
        if (Files.getFileStore(home).supportsFileAttributeView("posix")) {
            Files.setPosixFilePermissions(home.resolve(FILE), PosixFilePermissions.fromString("rw-------"));
        }
    }

    /** Changes whenever the file does. */
    String stamp() throws IOException {
        Path file = home.resolve(FILE);
        return Files.exists(file) ? Files.getLastModifiedTime(file) + "/" + Files.size(file) : "";
    }
}
