package org.semigda.worker;

import org.semigda.conf.Keys;
import org.semigda.conf.Settings;
import org.semigda.data.DataSet;
import org.semigda.data.LabelledShare;
import org.semigda.data.Split;

/** How a run's settings divide a data set. The command line asks before a run starts, the worker when it does. */
public final class RunSplit {

    private RunSplit() {}

    /** Unlabelled images in a batch: none for the method that trains on the labelled ones alone. */
    public static int unlabelledInBatch(Settings settings) {
        return settings.get(Keys.METHOD) == Keys.Method.SUPERVISED ? 0 : settings.get(Keys.BATCH_UNLABELLED);
    }

    /** Draws the split that the settings ask for. */
    public static Split draw(DataSet data, Settings settings) {
        return Split.seeded(
                data,
                LabelledShare.parse(settings.get(Keys.DATA_LABELLED)),
                settings.get(Keys.DATA_VALIDATION),
                settings.get(Keys.DATA_TEST),
                settings.get(Keys.SEED));
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
