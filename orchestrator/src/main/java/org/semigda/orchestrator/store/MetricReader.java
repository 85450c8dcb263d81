package org.semigda.orchestrator.store;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;

/** Reads {@code metrics.jsonl} front to back without a tree or a text for each line: a run may have millions of them. */
final class MetricReader {

    private static final JsonFactory JSON = new JsonFactory();

    private MetricReader() {}

    /** Takes lines as long as it says so. */
    @FunctionalInterface
    interface Lines {
        boolean take(MetricLine line);
    }

    /**
     * Reads lines between two places of the file.
     *
     * @return the place behind the last line that was taken
     */
    static long read(Path file, long from, long to, Lines lines) throws IOException {
        long taken = from;
        if (from >= to) {
            return taken;
        }
        try (FileChannel channel =
                        FileChannel.open(file, StandardOpenOption.READ).position(from);
                InputStream in =
                        new Bounded(new BufferedInputStream(Channels.newInputStream(channel), 1 << 16), to - from);
                JsonParser parser = JSON.createParser(in)) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                require(parser, token == JsonToken.START_OBJECT);
                if (!lines.take(line(parser))) {
                    return taken;
                }
                taken = from + parser.currentLocation().getByteOffset();
            }
        }
        return taken;
    }

    private static MetricLine line(JsonParser parser) throws IOException {
        long id = 0;
        int attempt = 0;
        long time = 0;
        int stage = 0;
        long step = 0;
        Map<String, Double> values = Map.of();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String field = parser.currentName();
            parser.nextToken();
            switch (field) {
                case "id" -> id = parser.getLongValue();
                case "attempt" -> attempt = parser.getIntValue();
                case "time" -> time = parser.getLongValue();
                case "stage" -> stage = parser.getIntValue();
                case "step" -> step = parser.getLongValue();
                case "values" -> values = values(parser);
                default -> throw new JsonParseException(parser, "unknown field '" + field + "'");
            }
        }
        require(parser, parser.currentToken() == JsonToken.END_OBJECT && id > 0);
        return new MetricLine(id, attempt, time, stage, step, values);
    }

    private static Map<String, Double> values(JsonParser parser) throws IOException {
        require(parser, parser.currentToken() == JsonToken.START_OBJECT);
        Map<String, Double> values = new LinkedHashMap<>();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            JsonToken value = parser.nextToken();
            // What is not finite is written as a text, for JSON has no number for it.
            values.put(
                    name, value == JsonToken.VALUE_STRING ? Double.valueOf(parser.getText()) : parser.getDoubleValue());
        }
        return values;
    }

    private static void require(JsonParser parser, boolean right) throws IOException {
        if (!right) {
            throw new JsonParseException(parser, "not a line of metrics");
        }
    }

    /** The first bytes of a stream; what is written behind them meanwhile is not ours yet. */
    private static final class Bounded extends FilterInputStream {
        private long left;

        Bounded(InputStream in, long left) {
            super(in);
            this.left = left;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] to, int offset, int length) throws IOException {
            if (left == 0) {
                return -1;
            }
            int read = super.read(to, offset, (int) Math.min(length, left));
            left -= Math.max(0, read);
            return read;
        }
    }
}
