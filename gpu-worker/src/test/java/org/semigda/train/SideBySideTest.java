package org.semigda.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.semigda.torch.NativeLimits;
import org.semigda.torch.NativeThreads;
import org.semigda.torch.Tensors;
import org.semigda.torch.TorchNatives;
import org.semigda.train.SideBySide.Both;

@Timeout(60)
class SideBySideTest {

    private final SideBySide sides = new SideBySide(5);

    @BeforeAll
    static void load() {
        TorchNatives.load(NativeLimits.defaults().withThreads(1));
    }

    @AfterEach
    void close() {
        sides.close();
    }

    @Test
    void both_are_at_work_at_the_same_time() {
        CountDownLatch here = new CountDownLatch(1);
        CountDownLatch there = new CountDownLatch(1);
        Both<Boolean, Boolean> met = sides.run(() -> meet(here, there), () -> meet(there, here));
        assertThat(met).isEqualTo(new Both<>(true, true));
    }

    @Test
    void each_has_its_half_of_the_threads_and_the_caller_its_own_again_afterwards() {
        try (NativeThreads five = NativeThreads.use(5)) {
            assertThat(sides.run(NativeThreads::count, NativeThreads::count)).isEqualTo(new Both<>(3, 2));
            assertThat(NativeThreads.count()).isEqualTo(5);
        }
    }

    @Test
    void what_the_other_thread_made_lives_until_it_is_released() {
        Tensor made = sides.run(() -> 0, () -> Tensors.of(new float[] {7}, 1)).there();
        assertThat(Tensors.toFloats(made)).containsExactly(7);
        assertThat(sides.run(() -> 0, () -> Tensors.toFloats(made)[0]).there()).isEqualTo(7);
        sides.release();
        assertThat(made.isNull()).isTrue();
    }

    @Test
    void a_failure_of_either_comes_out_when_both_have_ended() {
        assertThatThrownBy(() -> sides.run(() -> 0, () -> fail("there"))).hasMessage("there");
        CountDownLatch ended = new CountDownLatch(1);
        assertThatThrownBy(() -> sides.run(() -> fail("here"), () -> {
                    ended.countDown();
                    return fail("there");
                }))
                .hasMessage("here")
                .satisfies(e -> assertThat(e.getSuppressed())
                        .singleElement()
                        .hasToString("java.lang.IllegalStateException: there"));
        assertThat(ended.getCount()).isZero();
    }

    private static int fail(String where) {
        throw new IllegalStateException(where);
    }

    private static boolean meet(CountDownLatch mine, CountDownLatch yours) {
        mine.countDown();
        try {
            return yours.await(30, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
