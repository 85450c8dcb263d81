package org.semigda.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import org.bytedeco.javacpp.Pointer;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.semigda.bench.NativeMemory;
import org.semigda.bench.ProcessMemory;
import org.semigda.torch.TorchScope;

/** Native memory is flat over steps: Java's collector does not see it, so a leak would only show late. */
class StepMemoryTest {

    @Test
    void a_step_leaves_no_native_object_behind() {
        torch.set_num_threads(1);
        try (Trainer trainer = TestTraining.trainer(TestTraining.SETTINGS, TestTraining.plan(Stage.SEGMENTATION, 12))) {
            run(trainer, 4);
            long before = Pointer.totalCount();
            run(trainer, 8);
            assertThat(Pointer.totalCount()).isEqualTo(before);
        }
    }

    @Test
    @Tag("soak")
    @EnabledIfSystemProperty(named = "semigda.soak", matches = "true")
    void resident_memory_is_flat_over_500_steps() {
        assumeThat(ProcessMemory.residentMiB()).isPositive();
        torch.set_num_threads(2);
        try (Trainer trainer =
                TestTraining.trainer(TestTraining.SETTINGS, TestTraining.plan(Stage.SEGMENTATION, 500))) {
            run(trainer, 50);
            double early = NativeMemory.residentMiB();
            long start = System.nanoTime();
            run(trainer, 450);
            double milliseconds = (System.nanoTime() - start) / 1e6 / 450;
            double late = NativeMemory.residentMiB();
            System.out.printf(
                    "resident beside Java's heap after 50 steps %.1f MiB, after 500 %.1f; %.1f ms a step%n",
                    early, late, milliseconds);
            assertThat(late).isLessThan(1.02 * early);
        }
    }

    private static void run(Trainer trainer, int steps) {
        for (int i = 0; i < steps; i++) {
            try (TorchScope scope = TorchScope.open()) {
                trainer.step(TestTraining.inputs(i, 2, 1));
            }
        }
    }
}
