package org.semigda.cli.machine;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.Supplier;

/** How busy this machine's devices are, for Prometheus. */
public final class DeviceNumbers {

    private DeviceNumbers() {}

    /** Shows the devices there are from now on. */
    public static void bindTo(MeterRegistry registry) {
        MachineDevices.all().forEach((device, dials) -> {
            gauge(registry, device, "utilization", "", "Share of the device that is busy, 0 to 1", dials.utilization());
            gauge(registry, device, "memory.used", "bytes", "Memory of the device in use, by whomever", dials.used());
            gauge(registry, device, "memory.total", "bytes", "Memory of the device", dials.total());
        });
    }

    private static void gauge(
            MeterRegistry registry,
            String device,
            String name,
            String unit,
            String description,
            Supplier<Number> value) {
        Gauge.Builder<Supplier<Number>> gauge = Gauge.builder("semigda.device." + name, value)
                .tag("device", device)
                .description(description);
        (unit.isEmpty() ? gauge : gauge.baseUnit(unit)).register(registry);
    }
}
