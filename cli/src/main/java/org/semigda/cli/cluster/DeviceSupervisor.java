package org.semigda.cli.cluster;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.semigda.cli.console.Errors;
import org.semigda.conf.UserError;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the process of one device running: starts it, watches it, starts it again after a pause that grows, and ends it. A
 * crash of native code, or the system's out-of-memory killer, takes that process and nothing else.
 *
 * <p>The child prints {@link #READY} once and then {@link #BEAT} again and again; one that falls silent is killed. The parent
 * says nothing; the child ends when its standard input does, and so with its parent, however that ended.
 */
final class DeviceSupervisor implements AutoCloseable {

    static final String READY = "ready";
    static final String BEAT = "beat";

    private static final Logger LOG = LoggerFactory.getLogger(DeviceSupervisor.class);
    private static final int CLOSE_SECONDS = 20;

    /** For what an ended child had still said; longer only if a process it left behind holds its output open. */
    private static final int LAST_WORDS_MILLIS = 2_000;

    /**
     * How patient a supervisor is.
     *
     * @param silence after which a child that was ready is killed; counted while this process runs itself
     * @param firstPause before a child is started again; doubles up to {@code longestPause}
     * @param readyPause the longest one after a child that had been ready: what it did goes on soon
     * @param steady a child that ran for so long starts the pauses anew
     */
    record Patience(
            Duration silence, Duration firstPause, Duration readyPause, Duration longestPause, Duration steady) {

        static final Patience USUAL = new Patience(
                Duration.ofSeconds(12),
                Duration.ofMillis(500),
                Duration.ofSeconds(4),
                Duration.ofSeconds(30),
                Duration.ofSeconds(60));
    }

    private final String name;
    private final List<String> command;
    private final Path errors;
    private final Patience patience;
    private final CompletableFuture<Void> ready = new CompletableFuture<>();
    private final Thread thread;
    private volatile Optional<Process> child = Optional.empty();
    private volatile boolean closing;

    private DeviceSupervisor(String name, List<String> command, Path logs, Patience patience) {
        this.name = name;
        this.command = List.copyOf(command);
        this.errors = logs.resolve(name + ".err");
        this.patience = patience;
        this.thread = new Thread(this::keepRunning, "semigda-supervisor-" + name);
        this.thread.setDaemon(true);
    }

    /**
     * Starts a child.
     *
     * @param name of the node that the child is
     * @param logs a folder for what it prints as errors
     */
    static DeviceSupervisor start(String name, List<String> command, Path logs, Patience patience) {
        DeviceSupervisor supervisor = new DeviceSupervisor(name, command, logs, patience);
        supervisor.thread.start();
        return supervisor;
    }

    /** Completes when the child is ready for the first time; fails with a {@link UserError} when it was refused. */
    CompletableFuture<Void> ready() {
        return ready;
    }

    /** The process that runs now. */
    Optional<ProcessHandle> process() {
        return child.map(Process::toHandle);
    }

    private void keepRunning() {
        long pause = patience.firstPause().toMillis();
        try {
            while (!closing) {
                long began = System.nanoTime();
                Ended ended = runOnce();
                int code = ended.code();
                if (closing) {
                    return;
                }
                if (code == Errors.BAD_INPUT && !ready.isDone()) {
                    ready.completeExceptionally(new UserError(lastError()));
                    return;
                }
                boolean steady = System.nanoTime() - began > patience.steady().toNanos();
                pause = steady ? patience.firstPause().toMillis() : pause;
                long now =
                        ended.wasReady() ? Math.min(pause, patience.readyPause().toMillis()) : pause;
                LOG.error("the process of {} ended: {}; started again in {} ms", name, meaning(code), now);
                TimeUnit.MILLISECONDS.sleep(now);
                pause = Math.min(2 * pause, patience.longestPause().toMillis());
            }
        } catch (IOException e) {
            LOG.error("the process of {} cannot be started", name, e);
            ready.completeExceptionally(new UncheckedIOException("the process of " + name + " cannot be started", e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private record Ended(int code, boolean wasReady) {}

    private Ended runOnce() throws IOException, InterruptedException {
        Files.createDirectories(errors.toAbsolutePath().getParent());
        Process process =
                new ProcessBuilder(command).redirectError(errors.toFile()).start();
        child = Optional.of(process);
        AtomicInteger silentTicks = new AtomicInteger(Integer.MIN_VALUE); // until it is ready
        Thread reader = new Thread(() -> read(process, silentTicks), "semigda-hears-" + name);
        reader.setDaemon(true);
        reader.start();
        LOG.info("the process of {} is {}", name, process.pid());
        if (closing) {
            process.destroyForcibly();
        }
        while (!process.waitFor(1, TimeUnit.SECONDS)) {
            int silent = silentTicks.get() < 0 ? -1 : silentTicks.incrementAndGet();
            if (silent > patience.silence().toSeconds()) {
                LOG.error("the process of {} says nothing since {} s and is killed", name, silent);
                process.destroyForcibly();
            }
        }
        child = Optional.empty();
        reader.join(LAST_WORDS_MILLIS);
        return new Ended(process.exitValue(), silentTicks.get() >= 0);
    }

    private void read(Process process, AtomicInteger silentTicks) {
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                silentTicks.set(0);
                if (line.equals(READY)) {
                    ready.complete(null);
                } else if (!line.equals(BEAT)) {
                    LOG.info("{}: {}", name, line);
                }
            }
        } catch (IOException e) {
            LOG.debug("{} is not heard any more: {}", name, e.getMessage());
        }
    }

    private String lastError() {
        try {
            List<String> lines = Files.readAllLines(errors);
            String last = lines.isEmpty() ? "the process of " + name + " was refused" : lines.get(lines.size() - 1);
            return last.startsWith("semigda: ") ? last.substring("semigda: ".length()) : last;
        } catch (IOException e) {
            return "the process of " + name + " was refused; " + errors + " cannot be read (" + e + ")";
        }
    }

    /** For people: what an exit code says about how a process ended. */
    private static String meaning(int code) {
        return switch (code) {
            case 137 -> "killed with SIGKILL (by hand, or because the machine ran out of memory)";
            case 139 -> "crashed with SIGSEGV in native code";
            case 134 -> "crashed in native code; its report is in the logs folder";
            case 3 -> "its Java heap was full, or its device did not come to rest";
            default -> "exit code " + code;
        };
    }

    /** Lets the child end by itself, and kills it if it does not. */
    @Override
    public void close() {
        closing = true;
        Optional<Process> running = child;
        try {
            if (running.isPresent()) {
                running.get().getOutputStream().close();
                if (!running.get().waitFor(CLOSE_SECONDS, TimeUnit.SECONDS)) {
                    running.get().destroyForcibly();
                }
            }
            thread.interrupt();
            thread.join();
        } catch (IOException e) {
            LOG.debug("{} had ended already: {}", name, e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
