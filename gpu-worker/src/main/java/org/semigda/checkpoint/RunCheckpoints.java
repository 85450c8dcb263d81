package org.semigda.checkpoint;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The checkpoints of a run, as the attempt that writes them sees them: {@code last}, {@code best}, {@code best-ema}, and
 * {@code step-N} as a {@link CheckpointPolicy} wants. One attempt writes at a time: whoever took the folder last. An
 * earlier one that was believed dead, and goes on, is turned away.
 */
public final class RunCheckpoints {

    /** The name of the checkpoint that a run is continued from. */
    public static final String LAST = "last";

    private static final String WRITER = ".writer";
    private static final Pattern NUMBERED = Pattern.compile("step-(\\d{1,18})");
    private static final Pattern HIDDEN = Pattern.compile("\\.(.+)\\.(writing|previous)");

    private final Path folder;
    private final CheckpointPolicy policy;
    private final String writer;

    /**
     * What changed on disk.
     *
     * @param saved names that lead to the new checkpoint
     * @param removed names of checkpoints that were deleted
     */
    public record Change(List<String> saved, List<String> removed) {
        public Change {
            saved = List.copyOf(saved);
            removed = List.copyOf(removed);
        }
    }

    private RunCheckpoints(Path folder, CheckpointPolicy policy, String writer) {
        this.folder = folder;
        this.policy = policy;
        this.writer = writer;
    }

    /**
     * Makes this attempt the one that writes, and finishes or clears what a killed one began.
     *
     * @param writer a word no other attempt has
     * @throws CheckpointException when the folder cannot be written to
     */
    public static RunCheckpoints take(Path folder, CheckpointPolicy policy, String writer) {
        RunCheckpoints taken = new RunCheckpoints(folder, policy, writer);
        try {
            Files.createDirectories(folder);
            Path part = folder.resolve(WRITER + ".part");
            Files.writeString(part, writer);
            Files.move(part, folder.resolve(WRITER), StandardCopyOption.ATOMIC_MOVE);
            taken.tidy();
        } catch (IOException e) {
            throw new CheckpointException(
                    "the folder " + folder + " cannot be written to: " + DurableFiles.reason(e), e);
        }
        return taken;
    }

    /**
     * Writes a checkpoint under some names. {@code last} gets its number too if the policy wants that, and what has served
     * its time is deleted after that.
     *
     * @throws CheckpointException when the disk is too full, writing fails, or a later attempt has taken the folder; the
     *     checkpoints that were there stay
     */
    public Change write(List<String> names, Snapshot snapshot) {
        List<String> saved = new ArrayList<>();
        List<String> removed = new ArrayList<>();
        try {
            for (String name : names) {
                requireOurs();
                Checkpoint.write(folder.resolve(name), snapshot);
                saved.add(name);
            }
            long step = snapshot.info().globalStep();
            if (names.contains(LAST) && policy.numbers(step)) {
                saved.add(numbered(step));
                Checkpoint.link(folder.resolve(LAST), folder.resolve(numbered(step)));
            }
            for (long old : policy.surplus(steps())) {
                requireOurs();
                removed.add(numbered(old));
                Checkpoint.delete(folder.resolve(numbered(old)));
            }
        } catch (IOException e) {
            throw new CheckpointException("cannot list " + folder + ": " + DurableFiles.reason(e), e);
        }
        return new Change(saved, removed);
    }

    private static String numbered(long step) {
        return "step-" + step;
    }

    private Set<Long> steps() throws IOException {
        Set<Long> steps = new TreeSet<>();
        for (String name : names()) {
            Matcher match = NUMBERED.matcher(name);
            if (match.matches()) {
                steps.add(Long.valueOf(match.group(1)));
            }
        }
        return steps;
    }

    private void tidy() throws IOException {
        Set<String> left = new TreeSet<>();
        for (String name : names()) {
            Matcher match = HIDDEN.matcher(name);
            if (match.matches()) {
                left.add(match.group(1));
            }
        }
        for (String name : left) {
            CheckpointFolders.of(folder.resolve(name)).settle();
        }
    }

    private Set<String> names() throws IOException {
        try (Stream<Path> inside = Files.list(folder)) {
            return inside.map(path -> String.valueOf(path.getFileName())).collect(Collectors.toSet());
        }
    }

    private void requireOurs() throws IOException {
        String now;
        try {
            now = Files.readString(folder.resolve(WRITER));
        } catch (NoSuchFileException e) {
            return; // removed by hand; nobody else writes
        }
        if (!now.equals(writer)) {
            throw new CheckpointException("another attempt of the run writes to " + folder
                    + " now; this one was given up and writes no more");
        }
    }
}
