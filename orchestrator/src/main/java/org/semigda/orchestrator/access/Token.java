package org.semigda.orchestrator.access;

import java.util.Optional;

/**
 * What is kept of a token. Not the token itself: its hash, which tells whether a word is it but not what it is.
 *
 * @param id names it in lists and for revoking; no secret
 * @param name what people call it
 * @param created milliseconds since 1970
 * @param hash hexadecimal SHA-256 of the token
 */
public record Token(String id, String name, Scope scope, long created, String hash) {

    /** A token just made: the only moment at which the word itself is known. */
    public record Fresh(Token kept, String secret) {}

    /** Who brings it. */
    Caller caller() {
        return new Caller(name, scope);
    }

    /** The scope of a word as people write it. */
    public static Optional<Scope> scope(String word) {
        for (Scope scope : Scope.values()) {
            if (scope.word().equals(word)) {
                return Optional.of(scope);
            }
        }
        return Optional.empty();
    }
}
