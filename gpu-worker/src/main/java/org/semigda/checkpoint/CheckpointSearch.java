package org.semigda.checkpoint;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Finds the checkpoint a run goes on from. */
final class CheckpointSearch {

    /** Most steps first; then {@code last}, then what a writer finished, then by name. */
    private static final Comparator<Candidate> BEST_FIRST = Comparator.comparingLong(Candidate::step)
            .reversed()
            .thenComparing(candidate -> !candidate.name().equals("last"))
            .thenComparing(candidate -> candidate.name().startsWith("."))
            .thenComparing(Candidate::name);

    private CheckpointSearch() {}

    private record Candidate(Path folder, long step) {

        String name() {
            return String.valueOf(folder.getFileName());
        }
    }

    static Optional<Path> newest(Path checkpoints, Consumer<String> damage) {
        List<Candidate> candidates = new ArrayList<>();
        for (Path folder : folders(checkpoints)) {
            if (Manifest.isIn(folder)) {
                try {
                    candidates.add(
                            new Candidate(folder, Manifest.read(folder).info().globalStep()));
                } catch (CheckpointException e) {
                    damage.accept(e.getMessage());
                }
            }
        }
        candidates.sort(BEST_FIRST);
        for (Candidate candidate : candidates) {
            try {
                CheckpointReader.verify(candidate.folder());
                return Optional.of(candidate.folder());
            } catch (CheckpointException e) {
                damage.accept(e.getMessage());
            }
        }
        return Optional.empty();
    }

    private static List<Path> folders(Path checkpoints) {
        try (Stream<Path> inside = Files.list(checkpoints)) {
            return inside.filter(Files::isDirectory).sorted().toList();
        } catch (NoSuchFileException | NotDirectoryException e) {
            return List.of();
        } catch (IOException e) {
            throw new CheckpointException("cannot list " + checkpoints + ": " + DurableFiles.reason(e), e);
        }
    }
}
