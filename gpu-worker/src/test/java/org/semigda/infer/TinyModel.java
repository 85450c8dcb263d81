package org.semigda.infer;

import java.nio.file.Path;
import java.util.Map;
import org.semigda.checkpoint.CheckpointInfo;
import org.semigda.checkpoint.Snapshot;
import org.semigda.checkpoint.TensorData;
import org.semigda.conf.Settings;
import org.semigda.data.BatchLoader;
import org.semigda.data.DataSet;
import org.semigda.data.LabelledShare;
import org.semigda.data.LoaderSettings;
import org.semigda.data.PhantomGenerator;
import org.semigda.data.Split;
import org.semigda.model.SemiGda;
import org.semigda.torch.Device;
import org.semigda.torch.NativeLimits;
import org.semigda.torch.TorchNatives;
import org.semigda.train.ModelSettings;

/** The smallest model there is, untrained, and images of its size. */
public final class TinyModel {

    public static final int SIZE = 32;

    public static final Settings SETTINGS = Settings.defaults()
            .with(Map.of(
                    "image.size", "" + SIZE, "vae.ch", "32", "vae.multipliers", "1,1,1,1", "model.mapping_ch", "16"));

    private TinyModel() {}

    public static SemiGda create(long seed) {
        TorchNatives.load(NativeLimits.defaults().withThreads(1));
        return new SemiGda(ModelSettings.config(SETTINGS), Device.CPU, seed);
    }

    /** Phantoms of another size than the model's, half of them for testing. */
    public static BatchLoader loader(Path folder, int images) {
        PhantomGenerator.write(folder, images, 48, 7);
        DataSet set = DataSet.open(folder);
        Split split = Split.seeded(set, LabelledShare.parse("1"), 0, 0.5, 1);
        return new BatchLoader(set, split, new LoaderSettings(SIZE, SIZE, 1, 0, 1, 2, 1, false, 1 << 20, 1));
    }

    public static Snapshot snapshot(SemiGda model, Map<String, TensorData> ema, double dice) {
        CheckpointInfo info = new CheckpointInfo(
                SETTINGS.toMap(),
                2,
                5,
                10,
                Map.of("dice", dice),
                "",
                model.vae().scaleFactor(),
                "test",
                Map.of());
        return new Snapshot(model.save(), ema, Map.of(), info);
    }
}
