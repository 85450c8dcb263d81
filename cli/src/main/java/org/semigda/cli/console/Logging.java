package org.semigda.cli.console;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.FileAppender;
import ch.qos.logback.core.encoder.Encoder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.semigda.conf.UserError;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where log lines go: warnings to standard error (logback.xml), and all of ours to a file once a command has one. */
public final class Logging {

    private Logging() {}

    /** Sends the logs of Vert.x and Hazelcast to the same place. Call before either is used. */
    public static void prepare() {
        System.setProperty("vertx.logger-delegate-factory-class-name", "io.vertx.core.logging.SLF4JLogDelegateFactory");
        System.setProperty("hazelcast.logging.type", "slf4j");
    }

    /** Appends everything of ours, and the warnings of others, to a file from now on. */
    public static void toFile(Path file) {
        toFile(file, false);
    }

    /** The same, on request with one JSON document a line. */
    public static void toFile(Path file, boolean json) {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
        } catch (IOException e) {
            throw new UserError("the folder for " + file + " cannot be made (" + e + "); name another", e);
        }
        if (!(LoggerFactory.getILoggerFactory() instanceof LoggerContext context)) {
            return; // another binding, in a test
        }
        Encoder<ILoggingEvent> encoder = json ? new JsonLogEncoder() : lines();
        encoder.setContext(context);
        encoder.start();
        FileAppender<ILoggingEvent> appender = new FileAppender<>();
        appender.setContext(context);
        appender.setName(file.toString());
        appender.setFile(file.toString());
        appender.setEncoder(encoder);
        appender.start();
        context.getLogger(Logger.ROOT_LOGGER_NAME).addAppender(appender);
    }

    private static Encoder<ILoggingEvent> lines() {
        PatternLayoutEncoder encoder = new PatternLayoutEncoder();
        encoder.setPattern("%d{yyyy-MM-dd HH:mm:ss.SSS} %-5level [%thread] %logger{20} %msg%n%ex");
        return encoder;
    }
}
