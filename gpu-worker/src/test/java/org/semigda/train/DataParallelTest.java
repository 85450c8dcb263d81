package org.semigda.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.semigda.checkpoint.Snapshot;
import org.semigda.conf.Settings;
import org.semigda.data.PhantomGenerator;
import org.semigda.torch.Device;
import org.semigda.torch.NativeLimits;
import org.semigda.torch.PeerLostException;
import org.semigda.torch.ProcessGroup;
import org.semigda.torch.Rendezvous;
import org.semigda.torch.TorchNatives;

/** Rank 0 in this JVM, the other ranks in JVMs of their own, on real images with augmentation, dropout and noise. */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class DataParallelTest {

    /** AdamW makes steps of the learning rate's size out of rounding where a gradient is nearly zero; a small one keeps it small. */
    private static final Settings SETTINGS =
            TestTraining.SETTINGS.with("stage0.batch", "4").with("stage2.lr", "2e-4");

    private static final long NEVER = -1;

    @TempDir
    static Path folder;

    @BeforeAll
    static void images() {
        TorchNatives.load(NativeLimits.defaults().withThreads(1));
        torch.set_num_threads(1); // as the other ranks have it, whatever a test before this one left
        PhantomGenerator.write(folder.resolve("phantoms"), 24, 40, 3);
    }

    @ParameterizedTest
    @EnumSource(
            value = Stage.class,
            names = {"AUTOENCODER", "SEGMENTATION"})
    void two_workers_with_half_the_batch_each_follow_the_losses_of_one(Stage stage) throws Exception {
        int steps = stage == Stage.SEGMENTATION ? 20 : 8;
        TrainingPlan plan = TestTraining.plan(stage, steps);
        List<Map<String, Double>> alone = alone(SETTINGS, plan);
        List<Map<String, Double>> two = together(2, SETTINGS, plan);
        double apart = largestDifference(two, alone);
        System.out.println("stage " + stage.number() + ", 2 workers: largest relative difference " + apart);
        assertThat(two).hasSize(steps);
        assertThat(apart).isLessThan(1e-3);
    }

    @Test
    void three_workers_follow_one() throws Exception {
        Settings settings = SETTINGS.with("batch.labelled", "3")
                .with("batch.unlabelled", "3")
                .with("stage0.batch", "6");
        TrainingPlan plan = new TrainingPlan(
                List.of(new StagePlan(Stage.ALIGNMENT, 3, 2), new StagePlan(Stage.SEGMENTATION, 3, 2)));
        assertThat(largestDifference(together(3, settings, plan), alone(settings, plan)))
                .isLessThan(1e-3);
    }

    @Test
    void without_synchronized_statistics_the_losses_are_others() throws Exception {
        TrainingPlan plan = TestTraining.plan(Stage.SEGMENTATION, 3);
        List<Map<String, Double>> alone = alone(SETTINGS, plan);
        List<Map<String, Double>> broadcast = together(2, SETTINGS.with("batchnorm", "broadcast"), plan);
        assertThat(largestDifference(broadcast, alone)).isGreaterThan(1e-3);
    }

    @Test
    void continuing_from_a_snapshot_with_as_many_workers_gives_the_same_bit_for_bit() throws Exception {
        // Through the end of stage 0, where the latents' spread is measured over all ranks.
        TrainingPlan plan = new TrainingPlan(
                List.of(new StagePlan(Stage.AUTOENCODER, 4, 2), new StagePlan(Stage.SEGMENTATION, 4, 2)));
        List<Snapshot> snapshots = new ArrayList<>();
        List<Map<String, Double>> through = together(2, () -> TestTraining.trainer(SETTINGS, plan), NEVER, trainer -> {
            List<Map<String, Double>> losses = new ArrayList<>(run(trainer, 2));
            snapshots.add(trainer.snapshot());
            losses.addAll(run(trainer, Long.MAX_VALUE));
            snapshots.add(trainer.snapshot());
            return losses;
        });
        assertThat(through).hasSize(8);
        List<Map<String, Double>> again = together(2, () -> restored(plan, snapshots.get(0)), NEVER, trainer -> {
            List<Map<String, Double>> losses = run(trainer, Long.MAX_VALUE);
            snapshots.add(trainer.snapshot());
            return losses;
        });
        assertThat(again).isEqualTo(through.subList(2, 8));
        assertThat(snapshots.get(2).model()).isEqualTo(snapshots.get(1).model());
        assertThat(snapshots.get(2).ema()).isEqualTo(snapshots.get(1).ema());
        assertThat(snapshots.get(2).trainer()).isEqualTo(snapshots.get(1).trainer());
    }

    @Test
    void a_damaged_weight_is_named_with_its_step_and_rank() {
        Settings settings = SETTINGS.with("sync.check_every", "2");
        TrainingPlan plan = TestTraining.plan(Stage.ALIGNMENT, 8);
        assertThatThrownBy(() -> together(
                        2, () -> TestTraining.trainer(settings, plan), 2, trainer -> run(trainer, Long.MAX_VALUE)))
                .isInstanceOf(RanksDifferException.class)
                .hasMessageContaining("after step 3 of stage 1")
                .hasMessageContaining("rank 1 differ from those of rank 0");
    }

    @Test
    void after_a_worker_is_killed_in_a_step_the_rest_continues_from_the_snapshot() throws Exception {
        TrainingPlan plan = TestTraining.plan(Stage.SEGMENTATION, 6);
        List<Map<String, Double>> alone = alone(SETTINGS, plan);
        try (Trainer trainer = TestTraining.trainer(SETTINGS, plan)) {
            Rendezvous open = Rendezvous.open(0, TrainingPeer.TIMEOUTS);
            Process peer = TrainingPeer.start(1, 2, open.port(), folder.resolve("phantoms"), NEVER);
            trainer.lead(
                    GradientSync.over(ProcessGroup.form(open, 0, 2, "127.0.0.1", Device.CPU, TrainingPeer.TIMEOUTS)));
            run(trainer, 2);
            Snapshot middle = trainer.snapshot();
            peer.destroyForcibly().waitFor();
            assertThatThrownBy(() -> run(trainer, 1))
                    .isInstanceOf(PeerLostException.class)
                    .hasMessageContaining("newest checkpoint");
            assertThat(trainer.position().stageStep()).isEqualTo(2);
            try (Trainer rest = restored(plan, middle)) {
                assertThat(largestDifference(run(rest, 4), alone.subList(2, 6))).isLessThan(1e-3);
            }
        }
    }

    private interface Start {
        Trainer trainer();
    }

    private static Trainer restored(TrainingPlan plan, Snapshot snapshot) {
        Trainer trainer = TestTraining.trainer(SETTINGS, plan);
        trainer.restore(snapshot);
        return trainer;
    }

    private static List<Map<String, Double>> alone(Settings settings, TrainingPlan plan) {
        try (Trainer trainer = TestTraining.trainer(settings, plan)) {
            return run(trainer, Long.MAX_VALUE);
        }
    }

    private static List<Map<String, Double>> together(int size, Settings settings, TrainingPlan plan) throws Exception {
        return together(
                size, () -> TestTraining.trainer(settings, plan), NEVER, trainer -> run(trainer, Long.MAX_VALUE));
    }

    /** Runs work as rank 0 while the others do every step of the plan. */
    private static List<Map<String, Double>> together(
            int size, Start start, long damagedStep, Function<Trainer, List<Map<String, Double>>> work)
            throws Exception {
        Rendezvous open = Rendezvous.open(0, TrainingPeer.TIMEOUTS);
        List<Process> peers = new ArrayList<>();
        try {
            for (int rank = 1; rank < size; rank++) {
                peers.add(TrainingPeer.start(rank, size, open.port(), folder.resolve("phantoms"), damagedStep));
            }
            try (Trainer trainer = start.trainer()) {
                trainer.lead(GradientSync.over(
                        ProcessGroup.form(open, 0, size, "127.0.0.1", Device.CPU, TrainingPeer.TIMEOUTS)));
                List<Map<String, Double>> losses = work.apply(trainer);
                trainer.sync().fromFirst(0);
                for (Process peer : peers) {
                    assertThat(peer.waitFor(2, TimeUnit.MINUTES)).isTrue();
                    assertThat(peer.exitValue()).isZero();
                }
                return losses;
            }
        } finally {
            peers.forEach(Process::destroyForcibly);
        }
    }

    private static List<Map<String, Double>> run(Trainer trainer, long most) {
        return TrainingPeer.run(trainer, folder.resolve("phantoms"), t -> {}, most);
    }

    private static double largestDifference(List<Map<String, Double>> some, List<Map<String, Double>> others) {
        assertThat(some).hasSameSizeAs(others);
        double largest = 0;
        for (int i = 0; i < some.size(); i++) {
            Map<String, Double> expected = others.get(i);
            assertThat(some.get(i)).containsOnlyKeys(expected.keySet());
            for (Map.Entry<String, Double> value : some.get(i).entrySet()) {
                if (value.getKey().startsWith("loss/")) {
                    double reference = Objects.requireNonNull(expected.get(value.getKey()));
                    largest = Math.max(largest, Math.abs(value.getValue() - reference) / Math.abs(reference));
                }
            }
        }
        return largest;
    }
}
