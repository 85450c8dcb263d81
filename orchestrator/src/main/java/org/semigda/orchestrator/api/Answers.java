package org.semigda.orchestrator.api;

import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/** The ways a request is answered. */
final class Answers {

    private Answers() {}

    static void json(RoutingContext request, JsonObject body) {
        json(request, body.encode());
    }

    static void json(RoutingContext request, String body) {
        request.response()
                .putHeader("Content-Type", "application/json")
                .putHeader("Cache-Control", "no-store")
                .end(body);
    }

    /** Answers 304 without the document when the client holds it already. */
    static void tagged(RoutingContext request, String type, String body) {
        String tag = '"' + hash(body) + '"';
        request.response().putHeader("ETag", tag).putHeader("Cache-Control", "no-cache");
        if (holds(request, tag)) {
            request.response().setStatusCode(304).end();
        } else {
            request.response().putHeader("Content-Type", type).end(body);
        }
    }

    private static boolean holds(RoutingContext request, String tag) {
        return Parameters.header(request, "If-None-Match")
                .map(held -> Arrays.stream(held.split(","))
                        .map(String::strip)
                        .anyMatch(one -> one.equals("*") || one.equals(tag) || one.equals("W/" + tag)))
                .orElse(false);
    }

    private static String hash(String body) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(body.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
    }
}
