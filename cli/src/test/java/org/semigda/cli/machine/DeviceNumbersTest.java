package org.semigda.cli.machine;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

/** The real processor of this machine; CUDA devices are shown where there are some. */
class DeviceNumbersTest {

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    @Test
    void theProcessorSaysHowBusyItIsAndWhatMemoryItHas() {
        DeviceNumbers.bindTo(registry);
        long end = System.nanoTime() + 800_000_000; // OSHI looks every 300 ms at most
        while (System.nanoTime() < end) {
            Thread.onSpinWait(); // so that one core has something to tell
        }

        assertThat(value("utilization")).isGreaterThan(0).isLessThanOrEqualTo(1);
        assertThat(value("memory.total")).isGreaterThan(100e6);
        assertThat(value("memory.used")).isGreaterThan(50e6).isLessThan(value("memory.total"));
    }

    @Test
    void aMachineWithoutNvidiasDriverShowsNoCudaDevice() {
        DeviceNumbers.bindTo(registry);

        boolean cuda = registry.getMeters().stream()
                .anyMatch(
                        meter -> String.valueOf(meter.getId().getTag("device")).startsWith("cuda"));
        assertThat(cuda).isEqualTo(Nvml.load().isPresent());
    }

    private double value(String name) {
        return registry.get("semigda.device." + name)
                .tag("device", "cpu")
                .gauge()
                .value();
    }
}
