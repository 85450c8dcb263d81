package org.semigda.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DeviceThreadTest {

    private final Vertx vertx = Vertx.vertx();
    private final DeviceThread device = DeviceThread.open(vertx, "cpu");

    @AfterEach
    void close() throws Exception {
        device.close();
        await(vertx.close());
    }

    @Test
    void allWorkRunsOnOneThreadInTheOrderGiven() throws Exception {
        Future<String> first = device.run(() -> Thread.currentThread().getName());
        Future<String> second = device.run(() -> Thread.currentThread().getName());
        assertThat(List.of(await(first), await(second))).containsOnly("semigda-device-cpu");
    }

    @Test
    void aNativeErrorFailsTheWorkAndTheThreadGoesOn() throws Exception {
        Future<String> broken = device.run(() -> {
            throw new UnsatisfiedLinkError("no such library");
        });
        assertThatExceptionOfType(ExecutionException.class)
                .isThrownBy(() -> await(broken))
                .withCauseInstanceOf(UnsatisfiedLinkError.class);
        assertThat(await(device.run(() -> 7))).isEqualTo(7);
    }

    @Test
    void aClosedDeviceRefusesWork() {
        device.close();
        assertThatExceptionOfType(ExecutionException.class)
                .isThrownBy(() -> await(device.run(() -> 1)))
                .withMessageContaining("the device thread is closed");
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
    }
}
