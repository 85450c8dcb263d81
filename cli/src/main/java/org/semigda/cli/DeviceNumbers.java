package org.semigda.cli;

import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.PointerByReference;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.Supplier;
import oshi.SystemInfo;
import oshi.hardware.CentralProcessor;
import oshi.hardware.GlobalMemory;

/** How busy this machine's devices are: the processor by OSHI, CUDA devices by NVIDIA's own library where it is. */
final class DeviceNumbers {

    private static final double PERCENT = 100;

    private DeviceNumbers() {}

    /** Shows the devices there are from now on. */
    static void bindTo(MeterRegistry registry) {
        SystemInfo machine = new SystemInfo();
        Load load = new Load(machine.getHardware().getProcessor());
        GlobalMemory memory = machine.getHardware().getMemory();
        show(registry, "cpu", load::sinceLast, () -> memory.getTotal() - memory.getAvailable(), memory::getTotal);
        Nvml.load().ifPresent(library -> bindCuda(registry, library));
    }

    private static void bindCuda(MeterRegistry registry, Nvml library) {
        IntByReference count = new IntByReference();
        if (library.nvmlDeviceGetCount_v2(count) != 0) {
            return;
        }
        for (int index = 0; index < count.getValue(); index++) {
            PointerByReference device = new PointerByReference();
            if (library.nvmlDeviceGetHandleByIndex_v2(index, device) == 0) {
                Pointer handle = device.getValue();
                show(
                        registry,
                        "cuda:" + index,
                        () -> utilization(library, handle),
                        () -> memory(library, handle).used,
                        () -> memory(library, handle).total);
            }
        }
    }

    private static double utilization(Nvml library, Pointer device) {
        Nvml.Utilization utilization = new Nvml.Utilization();
        return library.nvmlDeviceGetUtilizationRates(device, utilization) == 0 ? utilization.gpu / PERCENT : Double.NaN;
    }

    private static Nvml.Memory memory(Nvml library, Pointer device) {
        Nvml.Memory memory = new Nvml.Memory();
        library.nvmlDeviceGetMemoryInfo(device, memory);
        return memory;
    }

    private static void show(
            MeterRegistry registry,
            String device,
            Supplier<Number> utilization,
            Supplier<Number> used,
            Supplier<Number> total) {
        gauge(registry, device, "utilization", "", "Share of the device that is busy, 0 to 1", utilization);
        gauge(registry, device, "memory.used", "bytes", "Memory of the device in use, by whomever", used);
        gauge(registry, device, "memory.total", "bytes", "Memory of the device", total);
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

    /** The load since it was last asked for. */
    private static final class Load {

        private final CentralProcessor processor;
        private long[] ticks;

        Load(CentralProcessor processor) {
            this.processor = processor;
            ticks = processor.getSystemCpuLoadTicks();
        }

        synchronized double sinceLast() {
            double load = processor.getSystemCpuLoadBetweenTicks(ticks);
            ticks = processor.getSystemCpuLoadTicks();
            return load;
        }
    }
}
