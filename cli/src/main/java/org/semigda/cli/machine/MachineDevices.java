package org.semigda.cli.machine;

import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.PointerByReference;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import oshi.SystemInfo;
import oshi.hardware.CentralProcessor;
import oshi.hardware.GlobalMemory;

/** The devices of this machine and how busy they are: the processor by OSHI, CUDA devices by NVIDIA's own library where it is. */
final class MachineDevices {

    private static final double PERCENT = 100;

    /**
     * How to look at one device.
     *
     * @param utilization share of it that was busy since the last look, 0 to 1; NaN where it cannot be told
     * @param used bytes of its memory in use, by whomever
     * @param total bytes of its memory
     */
    record Dials(Supplier<Number> utilization, Supplier<Number> used, Supplier<Number> total) {}

    private MachineDevices() {}

    /** Every device there is, by its name, such as {@code cpu} or {@code cuda:0}. */
    static Map<String, Dials> all() {
        SystemInfo machine = new SystemInfo();
        Load load = new Load(machine.getHardware().getProcessor());
        GlobalMemory memory = machine.getHardware().getMemory();
        Map<String, Dials> all = new LinkedHashMap<>();
        all.put("cpu", new Dials(load::sinceLast, () -> memory.getTotal() - memory.getAvailable(), memory::getTotal));
        Nvml.load().ifPresent(library -> addCuda(all, library));
        return all;
    }

    private static void addCuda(Map<String, Dials> all, Nvml library) {
        IntByReference count = new IntByReference();
        if (library.nvmlDeviceGetCount_v2(count) != 0) {
            return;
        }
        for (int index = 0; index < count.getValue(); index++) {
            PointerByReference device = new PointerByReference();
            if (library.nvmlDeviceGetHandleByIndex_v2(index, device) == 0) {
                Pointer handle = device.getValue();
                all.put(
                        "cuda:" + index,
                        new Dials(() -> utilization(library, handle), () -> memory(library, handle).used, () -> memory(
                                        library, handle)
                                .total));
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
