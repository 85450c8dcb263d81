package org.semigda.cli.machine;

import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import com.sun.jna.Structure;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.PointerByReference;
import java.util.Optional;

/** The few functions of NVIDIA's management library (nvml.h) that say how busy a device is. All give 0 on success. */
interface Nvml extends Library {

    /** Share of the last moment in which the device computed, and in which its memory was read or written, in percent. */
    @Structure.FieldOrder({"gpu", "memory"})
    class Utilization extends Structure {
        public int gpu;
        public int memory;
    }

    /** In bytes. */
    @Structure.FieldOrder({"total", "free", "used"})
    class Memory extends Structure {
        public long total;
        public long free;
        public long used;
    }

    int nvmlInit_v2();

    /** The driver's version, as text that ends with a zero. */
    int nvmlSystemGetDriverVersion(byte[] version, int length);

    /** The newest release of CUDA that the driver speaks: 13010 is 13.1. */
    int nvmlSystemGetCudaDriverVersion_v2(IntByReference release);

    int nvmlDeviceGetCount_v2(IntByReference count);

    int nvmlDeviceGetHandleByIndex_v2(int index, PointerByReference device);

    int nvmlDeviceGetUtilizationRates(Pointer device, Utilization utilization);

    int nvmlDeviceGetMemoryInfo(Pointer device, Memory memory);

    /** The library, ready for use; empty on a machine without NVIDIA's driver. */
    static Optional<Nvml> load() {
        try {
            Nvml library = Native.load("nvidia-ml", Nvml.class);
            return library.nvmlInit_v2() == 0 ? Optional.of(library) : Optional.empty();
        } catch (UnsatisfiedLinkError absent) {
            return Optional.empty();
        }
    }
}
