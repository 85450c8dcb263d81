package org.semigda.cli.console;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.LoggerContext;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The log file as programs read it. */
class LoggingTest {

    @TempDir
    private Path folder;

    private Path file() {
        return folder.resolve("logs/semigda.jsonl");
    }

    @AfterEach
    void letGo() {
        ((LoggerContext) LoggerFactory.getILoggerFactory())
                .getLogger(Logger.ROOT_LOGGER_NAME)
                .detachAppender(file().toString());
    }

    @Test
    void aLineIsADocumentWithRunAndAttemptAsFields() throws Exception {
        Logging.toFile(file(), true);
        LoggerFactory.getLogger("org.semigda.test")
                .atWarn()
                .addKeyValue("run", "20260101-000000-abcd")
                .addKeyValue("attempt", 2)
                .setCause(new IllegalStateException("because \"so\"\nand more"))
                .log("run {} is {}", "x", "lost");

        List<String> lines = Files.readAllLines(file());

        assertThat(lines).hasSize(1);
        JsonNode line = new ObjectMapper().readTree(lines.get(0));
        assertThat(line.path("level").asText()).isEqualTo("WARN");
        assertThat(line.path("logger").asText()).isEqualTo("org.semigda.test");
        assertThat(Instant.parse(line.path("time").asText())).isAfter(Instant.EPOCH);
        assertThat(line.path("message").asText()).isEqualTo("run x is lost");
        assertThat(line.path("run").asText()).isEqualTo("20260101-000000-abcd");
        assertThat(line.path("attempt").isInt()).isTrue();
        assertThat(line.path("attempt").asInt()).isEqualTo(2);
        assertThat(line.path("error").asText()).contains("because \"so\"\nand more", "LoggingTest.java");
    }
}
