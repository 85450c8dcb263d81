package org.semigda.worker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.semigda.conf.Keys;
import org.semigda.conf.Presets;
import org.semigda.conf.Settings;
import org.semigda.data.BatchLoader;
import org.semigda.data.DataCheck;
import org.semigda.data.DataSet;
import org.semigda.data.LoaderSettings;
import org.semigda.data.Problem;
import org.semigda.data.ShardPlace;
import org.semigda.data.Split;
import org.semigda.protocol.RunSpec;

/**
 * What an attempt needs before a device is touched: settings, checked images, the split and a loader over it.
 *
 * @param folder the run's folder
 */
record PreparedRun(Settings settings, DataSet data, Split split, BatchLoader loader, Path folder) {

    private static final long MIB = 1L << 20;

    /**
     * Reads and checks everything. The split of an earlier attempt is used again.
     *
     * @param skipped hears, on any thread, of images left out while training, if the settings want that
     * @param place which part of every batch is made here
     * @throws org.semigda.conf.UserError when the data or the settings cannot be used
     */
    static PreparedRun prepare(RunSpec spec, Path folder, Consumer<Problem> skipped, ShardPlace place) {
        Settings settings = Presets.get(spec.preset()).with(spec.settings());
        int threads = Math.max(1, Runtime.getRuntime().availableProcessors());
        DataSet data = DataCheck.check(RunSplit.open(Path.of(spec.data()), settings), threads, (done, all) -> {});
        Split split = RunSplit.requireBatch(split(data, settings, folder), settings);
        boolean skip = settings.get(Keys.DATA_BAD_IMAGE) == Keys.OnBadImage.SKIP;
        BatchLoader loader = loader(data, split, settings, skip ? Optional.of(skipped) : Optional.empty(), place);
        return new PreparedRun(settings, data, split, loader, folder);
    }

    /**
     * The loader that the settings ask for.
     *
     * @param skipped hears of images that are left out; without it such an image is an error
     * @param place which part of every batch it makes
     */
    static BatchLoader loader(
            DataSet data, Split split, Settings settings, Optional<Consumer<Problem>> skipped, ShardPlace place) {
        int threads = Math.max(1, Runtime.getRuntime().availableProcessors());
        LoaderSettings loading = new LoaderSettings(
                settings.get(Keys.IMAGE_SIZE),
                settings.get(Keys.IMAGE_SIZE),
                settings.get(Keys.BATCH_LABELLED),
                RunSplit.unlabelledInBatch(settings),
                settings.get(Keys.STAGE0_BATCH) / 2,
                settings.get(Keys.MODEL_CLASSES),
                settings.get(Keys.SEED),
                settings.get(Keys.DATA_AUGMENT),
                settings.get(Keys.DATA_CACHE) * MIB,
                Math.max(1, threads / 2));
        return new BatchLoader(data, split, loading, skipped, place);
    }

    private static Split split(DataSet data, Settings settings, Path folder) {
        Path file = folder.resolve("split.json");
        if (Files.exists(file)) {
            return RunSplit.requireSame(Split.read(file), data);
        }
        Split split = RunSplit.draw(data, settings);
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot create " + folder, e);
        }
        split.write(file);
        return split;
    }

    /** The files that were left out. */
    List<Problem> problems() {
        return data.problems();
    }
}
