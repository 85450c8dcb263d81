package org.semigda.train;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.bytedeco.pytorch.Scalar;
import org.semigda.conf.Keys;
import org.semigda.conf.Settings;
import org.semigda.data.Batch;
import org.semigda.data.BatchLoader;
import org.semigda.data.DataSet;
import org.semigda.data.LabelledShare;
import org.semigda.data.LoaderSettings;
import org.semigda.data.ShardPlace;
import org.semigda.data.Split;
import org.semigda.torch.Device;
import org.semigda.torch.GroupTimeouts;
import org.semigda.torch.NativeLimits;
import org.semigda.torch.NoGrad;
import org.semigda.torch.ProcessGroup;
import org.semigda.torch.Rendezvous;
import org.semigda.torch.TorchNatives;

/** A rank above 0 in a JVM of its own: it follows rank 0 and does every step that is left of the plan. */
final class TrainingPeer {

    static final GroupTimeouts TIMEOUTS =
            new GroupTimeouts(Duration.ofMinutes(2), Duration.ofMinutes(2), Duration.ofMinutes(2));

    /** Damages a weight before this global step; no step when negative. */
    private record Damage(long step) {
        void to(Trainer trainer) {
            if (trainer.position().globalStep() == step) {
                try (NoGrad guard = NoGrad.on()) {
                    trainer.model().state().values().stream()
                            .filter(org.bytedeco.pytorch.Tensor::requires_grad)
                            .findFirst()
                            .orElseThrow()
                            .mul_(new Scalar(1.001));
                }
            }
        }
    }

    private TrainingPeer() {}

    static Process start(int rank, int size, int port, Path data, long damagedStep) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx512m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        TrainingPeer.class.getName(),
                        Integer.toString(rank),
                        Integer.toString(size),
                        Integer.toString(port),
                        data.toString(),
                        Long.toString(damagedStep))
                .inheritIO()
                .start();
    }

    /** RANK SIZE PORT DATA DAMAGED_STEP. */
    public static void main(String[] arguments) {
        TorchNatives.load(NativeLimits.defaults().withThreads(1));
        int rank = Integer.parseInt(arguments[0]);
        int size = Integer.parseInt(arguments[1]);
        Rendezvous at = Rendezvous.connect("127.0.0.1", Integer.parseInt(arguments[2]), TIMEOUTS);
        ProcessGroup group = ProcessGroup.form(at, rank, size, "127.0.0.1", Device.CPU, TIMEOUTS);
        Damage damage = new Damage(Long.parseLong(arguments[4]));
        try (Trainer trainer = Trainer.follow(GradientSync.over(group), TestTraining::model)) {
            run(trainer, Path.of(arguments[3]), damage::to, Long.MAX_VALUE);
            // The last to hear of the end: nobody leaves before.
            trainer.sync().fromFirst(0);
        }
    }

    /** Does steps on this rank's part of the batches, and gives their losses and norms. */
    static List<Map<String, Double>> run(Trainer trainer, Path data, Consumer<Trainer> before, long most) {
        List<Map<String, Double>> losses = new ArrayList<>();
        try (BatchLoader loader =
                loader(trainer.settings(), data, trainer.sync().place())) {
            while (!trainer.finished() && losses.size() < most) {
                before.accept(trainer);
                Position next = trainer.position();
                try (Batch batch = loader.training(next.stage().number(), next.stageStep())) {
                    Map<String, Double> kept = new TreeMap<>(trainer.step(batch).values());
                    kept.keySet().removeIf(name -> name.startsWith("time/") || name.startsWith("speed/"));
                    losses.add(kept);
                }
            }
        }
        return losses;
    }

    private static BatchLoader loader(Settings settings, Path data, ShardPlace place) {
        DataSet set = DataSet.open(data);
        Split split = Split.seeded(set, LabelledShare.parse("40%"), 0.1, 0.1, 1);
        int size = settings.get(Keys.IMAGE_SIZE);
        LoaderSettings loading = new LoaderSettings(
                size,
                size,
                settings.get(Keys.BATCH_LABELLED),
                settings.get(Keys.BATCH_UNLABELLED),
                settings.get(Keys.STAGE0_BATCH) / 2,
                2,
                settings.get(Keys.SEED),
                true,
                1 << 24,
                1);
        return new BatchLoader(set, split, loading, Optional.empty(), place);
    }
}
