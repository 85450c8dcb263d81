package org.semigda.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
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
        Both<Boolean, Boolean> met = sides.run(() -> meet(here, there), () -> meet(there, here), new SpareWork());
        assertThat(met).isEqualTo(new Both<>(true, true));
    }

    @Test
    void each_has_its_half_of_the_threads_and_the_caller_its_own_again_afterwards() {
        try (NativeThreads five = NativeThreads.use(5)) {
            assertThat(sides.run(NativeThreads::count, NativeThreads::count, new SpareWork()))
                    .isEqualTo(new Both<>(3, 2));
            assertThat(NativeThreads.count()).isEqualTo(5);
        }
    }

    @Test
    void what_the_other_thread_made_lives_until_it_is_released() {
        Tensor made = sides.run(() -> 0, () -> Tensors.of(new float[] {7}, 1), new SpareWork())
                .there();
        assertThat(Tensors.toFloats(made)).containsExactly(7);
        assertThat(sides.run(() -> 0, () -> Tensors.toFloats(made)[0], new SpareWork())
                        .there())
                .isEqualTo(7);
        sides.release();
        assertThat(made.isNull()).isTrue();
    }

    @Test
    void a_failure_of_either_comes_out_when_both_have_ended() {
        assertThatThrownBy(() -> sides.run(() -> 0, () -> fail("there"), new SpareWork()))
                .hasMessage("there");
        CountDownLatch ended = new CountDownLatch(1);
        assertThatThrownBy(() -> sides.run(
                        () -> fail("here"),
                        () -> {
                            ended.countDown();
                            return fail("there");
                        },
                        new SpareWork()))
                .hasMessage("here")
                .satisfies(e -> assertThat(e.getSuppressed())
                        .singleElement()
                        .hasToString("java.lang.IllegalStateException: there"));
        assertThat(ended.getCount()).isZero();
    }

    @Test
    void either_does_what_is_spare_when_it_is_done_with_its_own_each_piece_once() {
        SpareWork spare = new SpareWork();
        Set<Thread> threads = ConcurrentHashMap.newKeySet();
        CountDownLatch both = new CountDownLatch(2);
        AtomicInteger done = new AtomicInteger();
        for (int i = 0; i < 2; i++) {
            spare.execute(() -> {
                threads.add(Thread.currentThread());
                both.countDown();
                await(both); // so neither thread can do both pieces
            });
        }
        sides.run(
                () -> 0,
                () -> {
                    for (int i = 0; i < 20; i++) {
                        spare.execute(done::incrementAndGet);
                    }
                    return 0;
                },
                spare);
        assertThat(threads).hasSize(2).contains(Thread.currentThread());
        assertThat(done).hasValue(20);
    }

    @Test
    void what_is_spare_has_the_smaller_half_of_the_threads_on_either_side() {
        List<Integer> counts = new CopyOnWriteArrayList<>();
        SpareWork spare = new SpareWork();
        CountDownLatch both = new CountDownLatch(2);
        for (int i = 0; i < 2; i++) {
            spare.execute(() -> {
                counts.add(NativeThreads.count());
                both.countDown();
                await(both);
            });
        }
        sides.run(() -> 0, () -> 0, spare);
        assertThat(counts).containsExactly(2, 2);
    }

    @Test
    void the_failure_of_a_spare_piece_comes_out_and_the_other_pieces_are_done() {
        SpareWork spare = new SpareWork();
        AtomicInteger done = new AtomicInteger();
        spare.execute(() -> fail("spare"));
        spare.execute(done::incrementAndGet);
        assertThatThrownBy(() -> sides.run(() -> 0, () -> 0, spare)).hasMessage("spare");
        assertThat(done).hasValue(1);
    }

    private static int fail(String where) {
        throw new IllegalStateException(where);
    }

    private static boolean meet(CountDownLatch mine, CountDownLatch yours) {
        mine.countDown();
        return await(yours);
    }

    private static boolean await(CountDownLatch latch) {
        try {
            return latch.await(30, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
