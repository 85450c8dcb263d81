package org.semigda.orchestrator.api;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/** The ways a request is answered. */
final class Answers {

    private static final int WORTH_PACKING = 4096;

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

    /** A JSON text as bytes, packed for whoever takes that: curves are long, and their steps alike. Blocks for some milliseconds. */
    static Packable packable(RoutingContext request, String body) throws IOException {
        byte[] plain = body.getBytes(StandardCharsets.UTF_8);
        boolean packs = plain.length >= WORTH_PACKING
                && Parameters.header(request, "Accept-Encoding")
                        .map(accepted -> accepted.contains("gzip"))
                        .orElse(false);
        if (!packs) {
            return new Packable(Buffer.buffer(plain), false);
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(plain.length / 2);
        try (OutputStream out = new GZIPOutputStream(bytes) {
            {
                def.setLevel(Deflater.BEST_SPEED);
            }
        }) {
            out.write(plain);
        }
        return new Packable(Buffer.buffer(bytes.toByteArray()), true);
    }

    /** A JSON text, perhaps packed. */
    record Packable(Buffer bytes, boolean packed) {
        void send(RoutingContext request) {
            request.response()
                    .putHeader("Content-Type", "application/json")
                    .putHeader("Cache-Control", "no-store")
                    .putHeader("Vary", "Accept-Encoding");
            if (packed) {
                request.response().putHeader("Content-Encoding", "gzip");
            }
            request.response().end(bytes);
        }
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
