package org.semigda.dashboard;

import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.zip.GZIPOutputStream;

/**
 * One file of the page, ready to be sent.
 *
 * @param type its media type, with the charset for text
 * @param plain the bytes
 * @param gzip the same bytes compressed; empty where compression gains nothing
 * @param hash hex of the first 16 bytes of the SHA-256 of the bytes; the ETag is made of it
 */
record Asset(String type, Buffer plain, Buffer gzip, String hash) {

    private static final Map<String, String> TYPES = Map.of(
            "html", "text/html; charset=utf-8",
            "js", "text/javascript; charset=utf-8",
            "css", "text/css; charset=utf-8",
            "svg", "image/svg+xml",
            "json", "application/json",
            "map", "application/json",
            "png", "image/png");

    /** An asset of these bytes; the type follows from the name. */
    static Asset of(String name, byte[] bytes) {
        String type = TYPES.getOrDefault(name.substring(name.lastIndexOf('.') + 1), "application/octet-stream");
        byte[] packed = compress(bytes);
        Buffer gzip = packed.length < bytes.length ? Buffer.buffer(packed) : Buffer.buffer();
        return new Asset(type, Buffer.buffer(bytes), gzip, HexFormat.of().formatHex(sha256(bytes), 0, 16));
    }

    /** Whether sending the compressed bytes is worth it. */
    boolean compressible() {
        return gzip.length() > 0;
    }

    /** The source expression that lets a Content-Security-Policy accept an inline script of these bytes. */
    static String policyHash(byte[] script) {
        return "'sha256-" + Base64.getEncoder().encodeToString(sha256(script)) + "'";
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static byte[] compress(byte[] bytes) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }
}
