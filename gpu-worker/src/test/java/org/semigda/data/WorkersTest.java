package org.semigda.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(300)
class WorkersTest {

    @Test
    void closing_in_the_middle_ends_those_who_wait() throws Exception {
        Workers workers = new Workers("test", 2);
        CountDownLatch begun = new CountDownLatch(2);
        List<Integer> inputs = IntStream.range(0, 8).boxed().toList();
        ExecutorService caller = Executors.newSingleThreadExecutor();
        try {
            Future<List<Integer>> all = caller.submit(() -> workers.map(inputs, input -> {
                begun.countDown();
                await(new CountDownLatch(1)); // until interrupted
                return input;
            }));
            await(begun);

            workers.close();

            assertThatThrownBy(() -> all.get(60, TimeUnit.SECONDS)).isInstanceOf(ExecutionException.class);
        } finally {
            caller.shutdownNow();
        }
    }

    @Test
    void results_keep_the_order_of_the_inputs_and_the_first_failure_is_told() {
        try (Workers workers = new Workers("test", 3)) {
            List<Integer> inputs = IntStream.range(0, 100).boxed().toList();
            assertThat(workers.map(inputs, input -> input * 2))
                    .isEqualTo(inputs.stream().map(input -> input * 2).toList());
            assertThatThrownBy(() -> workers.forEach(inputs, input -> {
                        if (input >= 40) {
                            throw new DataException("bad " + input);
                        }
                    }))
                    .hasMessage("bad 40");
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
