package org.semigda.worker;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.semigda.conf.Keys;
import org.semigda.conf.Settings;
import org.semigda.conf.UserError;
import org.semigda.data.DataOptions;
import org.semigda.data.DataSet;
import org.semigda.data.Item;
import org.semigda.data.LabelledShare;
import org.semigda.data.Protocol;
import org.semigda.data.Split;
import org.semigda.data.SplitList;

/** How a run's settings divide a data set. The command line asks before a run starts, the worker when it does. */
public final class RunSplit {

    private RunSplit() {}

    /** Unlabelled images in a batch: none for the method that trains on the labelled ones alone. */
    public static int unlabelledInBatch(Settings settings) {
        return settings.get(Keys.METHOD) == Keys.Method.SUPERVISED ? 0 : settings.get(Keys.BATCH_UNLABELLED);
    }

    /** Opens the folder of a run, with what its settings add to it or leave out. */
    public static DataSet open(Path folder, Settings settings) {
        return DataSet.open(folder, options(settings));
    }

    /** What of a folder the settings want. */
    public static DataOptions options(Settings settings) {
        String unlabelled = settings.get(Keys.DATA_UNLABELLED);
        return new DataOptions(
                settings.get(Keys.DATA_NORMAL),
                unlabelled.isEmpty() ? Optional.empty() : Optional.of(Path.of(unlabelled)),
                settings.get(Keys.DATA_GROUPS));
    }

    /** Draws the split that the settings ask for, or reads the list that they name. */
    public static Split draw(DataSet data, Settings settings) {
        LabelledShare labelled = LabelledShare.parse(settings.get(Keys.DATA_LABELLED));
        long seed = settings.get(Keys.SEED);
        String list = settings.get(Keys.DATA_SPLIT);
        if (!list.isEmpty()) {
            return SplitList.read(data.root().resolve(list), data, labelled, seed);
        }
        Keys.Protocol protocol = settings.get(Keys.DATA_PROTOCOL);
        if (protocol == Keys.Protocol.NONE) {
            return Split.seeded(data, labelled, settings.get(Keys.DATA_VALIDATION), settings.get(Keys.DATA_TEST), seed);
        }
        return Split.drawn(data, Protocol.named(protocol.name().toLowerCase(Locale.ROOT)), labelled, seed);
    }

    /**
     * Gives the split of an earlier attempt back if it is one of these data.
     *
     * @throws org.semigda.conf.UserError when the images are not those that were split
     */
    public static Split requireSame(Split split, DataSet data) {
        if (split.dataHash().equals(data.hash())) {
            return split;
        }
        Set<String> now = data.items().stream().map(Item::id).collect(Collectors.toSet());
        List<String> missing = Stream.of(split.labelled(), split.unlabelled(), split.validation(), split.test())
                .flatMap(List::stream)
                .filter(id -> !now.contains(id))
                .toList();
        throw new UserError("the images in " + data.root() + " are not those this run was started with ("
                + (missing.isEmpty()
                        ? "files were added or changed"
                        : missing.size() + " are missing, such as '" + missing.get(0) + "'")
                + "); put them back as they were to resume, or start a new run in another folder");
    }

    /**
     * Gives the split back if a batch can be filled from it.
     *
     * @throws org.semigda.conf.UserError when it has too few images for one
     */
    public static Split requireBatch(Split split, Settings settings) {
        return split.requireAtLeast(settings.get(Keys.BATCH_LABELLED), unlabelledInBatch(settings));
    }
}
