package org.semigda.infer.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.semigda.conf.UserError;
import org.semigda.metrics.Bootstrap;

/**
 * The scores of a model on one or more sets of images, as files.
 *
 * @param subject the model
 * @param sets at least one; the first is the one that counts
 * @param commands that repeat what the report says, one a line, for a shell
 */
public record Report(Subject subject, List<EvaluatedSet> sets, List<String> commands) {

    private static final Bootstrap BOOTSTRAP = Bootstrap.STANDARD;

    public Report {
        sets = List.copyOf(sets);
        commands = List.copyOf(commands);
        if (sets.isEmpty()) {
            throw new IllegalArgumentException("a report needs a set of images");
        }
    }

    /**
     * Writes {@code scores.csv} (of further sets {@code scores-NAME.csv}), {@code scores.json} and {@code report.html} into a
     * folder, which is made if need be. Each is whole or not there.
     *
     * @throws UserError when that is not possible
     */
    public void write(Path folder) {
        try {
            Files.createDirectories(folder);
            for (EvaluatedSet set : sets) {
                String name = set.equals(sets.get(0)) ? "scores.csv" : "scores-" + set.name() + ".csv";
                write(folder.resolve(name), set.result().toCsv());
            }
            write(folder.resolve("scores.json"), ScoresJson.of(subject.name(), sets, BOOTSTRAP));
            write(folder.resolve("report.html"), new ReportPage(this, BOOTSTRAP).html());
        } catch (IOException e) {
            throw new UserError("the report could not be written to " + folder + ": " + e, e);
        }
    }

    private static void write(Path file, String text) throws IOException {
        Path part = file.resolveSibling("." + file.getFileName() + ".part");
        Files.writeString(part, text);
        Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
    }
}
