package org.semigda.data;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/** A split as a JSON file. */
final class SplitFile {

    /** Absent where the test part is one set, as in files written before there could be several. */
    private static final String TEST_SETS = "testSets";

    private SplitFile() {}

    static Split read(Path file) {
        try {
            JsonNode json = mapper().readTree(Files.readAllBytes(file));
            if (!json.isObject()) {
                throw new DataException("cannot read the split " + file + ": it holds no JSON object");
            }
            ObjectNode split = (ObjectNode) json;
            if (!split.has(TEST_SETS)) {
                split.putObject(TEST_SETS);
            }
            return mapper().treeToValue(split, Split.class);
        } catch (IOException e) {
            if (e.getCause() instanceof DataException wrong) {
                throw new DataException("cannot use the split " + file + ": " + wrong.getMessage(), e);
            }
            throw new DataException("cannot read the split " + file + ": " + firstLine(e), e);
        }
    }

    /**
     * Temporary file, fsync, rename: a crash leaves the old file or the new one, never half of one. The workers of one
     * machine that train together write the same split at the same moment, so each has a temporary file of its own.
     */
    static void write(Split split, Path file) {
        Path temporary = file.resolveSibling("." + ImageFiles.fileName(file) + "." + UUID.randomUUID() + ".tmp");
        try {
            ByteBuffer bytes = ByteBuffer.wrap(mapper().writeValueAsBytes(split));
            try {
                try (FileChannel channel =
                        FileChannel.open(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
                    while (bytes.hasRemaining()) {
                        channel.write(bytes);
                    }
                    channel.force(true);
                }
                Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(temporary);
            }
        } catch (IOException e) {
            throw new DataException("cannot write the split " + file + ": " + e, e);
        }
    }

    private static ObjectMapper mapper() {
        return new ObjectMapper()
                .enable(SerializationFeature.INDENT_OUTPUT)
                .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
                .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES);
    }

    private static String firstLine(IOException e) {
        String message = String.valueOf(e.getMessage());
        return message.lines().findFirst().orElse(message);
    }
}
