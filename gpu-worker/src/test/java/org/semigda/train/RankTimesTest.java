package org.semigda.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.semigda.data.ShardPlace;
import org.semigda.torch.NativeLimits;
import org.semigda.torch.Tensors;
import org.semigda.torch.Together;
import org.semigda.torch.TorchNatives;
import org.semigda.torch.TorchScope;

/** Three ranks, each a thread with its own end of a real group. */
class RankTimesTest {

    @BeforeAll
    static void natives() {
        TorchNatives.load(NativeLimits.defaults().withThreads(1));
    }

    /** What a rank reads: the mean loss first, then the times. */
    private record Read(float loss, Map<String, Double> times) {}

    @Test
    void every_rank_learns_what_the_step_before_took_on_each() throws Exception {
        List<Read> ranks = Together.run(3, group -> {
            RankTimes times = new RankTimes(new ShardPlace(group.rank(), 3));
            double factor = group.rank() + 1;
            times.took(Map.of(
                    "time/data_ms", 3 * factor,
                    "time/forward_ms", 30 * factor,
                    "time/step_ms", 100 * factor,
                    "time/average_ms", 7.0,
                    "loss/total", 5.0));
            return read(times, GradientSync.over(group), group.rank());
        });

        assertThat(ranks).allSatisfy(read -> {
            assertThat(read.loss()).isEqualTo(1); // the mean of 0, 1 and 2
            assertThat(read.times()).hasSize(18);
            assertThat(read.times())
                    .containsEntry("worker/0/time/data_ms", 3.0)
                    .containsEntry("worker/1/time/forward_ms", 60.0)
                    .containsEntry("worker/2/time/step_ms", 300.0)
                    .containsEntry("worker/2/time/sync_ms", 0.0);
        });
    }

    @Test
    void a_rank_that_has_done_no_step_is_left_out() throws Exception {
        List<Read> ranks = Together.run(2, group -> {
            RankTimes times = new RankTimes(new ShardPlace(group.rank(), 2));
            if (group.rank() == 1) {
                times.took(Map.of("time/step_ms", 8.0));
            }
            return read(times, GradientSync.over(group), group.rank());
        });

        assertThat(ranks.get(0).times().keySet()).isNotEmpty().allMatch(name -> name.startsWith("worker/1/time/"));
    }

    @Test
    void one_rank_on_its_own_sends_nothing_and_names_nobody() {
        RankTimes times = new RankTimes(ShardPlace.ALONE);
        times.took(Map.of("time/step_ms", 8.0));
        try (TorchScope scope = TorchScope.open()) {
            Tensor loss = Tensors.of(new float[] {4}, 1);
            assertThat(Tensors.toFloats(times.behind(loss))).containsExactly(4);
            assertThat(times.of(new float[] {4}, 1)).isEmpty();
        }
    }

    private static Read read(RankTimes times, GradientSync sync, float loss) {
        try (TorchScope scope = TorchScope.open()) {
            Tensor values = times.behind(Tensors.of(new float[] {loss}, 1));
            sync.average(values);
            float[] read = Tensors.toFloats(values);
            return new Read(read[0], times.of(read, 1));
        }
    }
}
