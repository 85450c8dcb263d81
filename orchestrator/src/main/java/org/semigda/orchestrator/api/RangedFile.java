package org.semigda.orchestrator.api;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.ext.web.RoutingContext;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sends a file, or the one range of it that was asked for (RFC 9110, 14). */
final class RangedFile {

    private static final Pattern RANGE = Pattern.compile("bytes=(\\d{0,18})-(\\d{0,18})");

    private RangedFile() {}

    static Future<Void> send(RoutingContext request, Vertx vertx, Path file) {
        return vertx.fileSystem().props(file.toString()).compose(properties -> {
            long size = properties.size();
            String tag = "\"" + properties.lastModifiedTime() + "-" + size + "\"";
            request.response()
                    .putHeader("Accept-Ranges", "bytes")
                    .putHeader("ETag", tag)
                    .putHeader("Cache-Control", "no-cache")
                    .putHeader("Content-Type", "application/octet-stream");
            // A range of a file that has changed since would be a piece of another one.
            boolean same =
                    Parameters.header(request, "If-Range").map(tag::equals).orElse(true);
            Optional<Matcher> range = Parameters.header(request, "Range")
                    .filter(text -> same)
                    .map(RANGE::matcher)
                    .filter(Matcher::matches)
                    .filter(match ->
                            !match.group(1).isEmpty() || !match.group(2).isEmpty());
            return range.isEmpty()
                    ? request.response().sendFile(file.toString(), 0, size)
                    : part(request, file, size, range.get());
        });
    }

    private static Future<Void> part(RoutingContext request, Path file, long size, Matcher range) {
        boolean tail = range.group(1).isEmpty();
        long first = tail ? Math.max(0, size - Long.parseLong(range.group(2))) : Long.parseLong(range.group(1));
        long last = tail || range.group(2).isEmpty() ? size - 1 : Math.min(size - 1, Long.parseLong(range.group(2)));
        if (first > last || first >= size) {
            request.response().putHeader("Content-Range", "bytes */" + size);
            throw new Problem.Found(
                    new Problem(416, "bad-range", "the file has " + size + " bytes; the range asked for is not in it"));
        }
        request.response().setStatusCode(206).putHeader("Content-Range", "bytes " + first + "-" + last + "/" + size);
        return request.response().sendFile(file.toString(), first, last - first + 1);
    }
}
