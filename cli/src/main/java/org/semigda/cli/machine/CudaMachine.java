package org.semigda.cli.machine;

import com.sun.jna.NativeLibrary;
import com.sun.jna.ptr.IntByReference;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.semigda.torch.TorchNatives;

/** Asks this machine what {@link CudaProbe} wants to know. Nothing of CUDA needs to be there. */
final class CudaMachine {

    /** Of bytedeco's pytorch 2.10.0-1.5.13 ({@code readelf -d} of its libraries): CUDA 13 with cuDNN 9. */
    private static final CudaProbe.Needs NEEDS = new CudaProbe.Needs(
            13,
            580,
            List.of(
                    "libcudart.so.13",
                    "libcublas.so.13",
                    "libcublasLt.so.13",
                    "libcufft.so.12",
                    "libcurand.so.10",
                    "libcusparse.so.12",
                    "libcusolver.so.12",
                    "libcupti.so.13",
                    "libcufile.so.0",
                    "libcudnn.so.9",
                    "libnccl.so.2"));

    private static final Path TOOLKIT = Path.of("/usr/local/cuda/lib64");
    private static final Path PCI = Path.of("/sys/bus/pci/devices");
    private static final String NVIDIA = "0x10de";
    private static final String DISPLAY = "0x03";
    private static final int TEXT = 96;

    private CudaMachine() {}

    /**
     * @param loads whether LibTorch's natives could be loaded
     * @param usable devices that LibTorch says it can use
     */
    static CudaProbe probe(boolean loads, int usable) {
        boolean gpu = TorchNatives.builtForCuda();
        return new CudaProbe(
                gpu ? Optional.of(NEEDS) : Optional.empty(),
                cards(),
                driver(),
                gpu && !TorchNatives.bringsCuda() ? missing(NEEDS.libraries()) : List.of(),
                loads,
                usable,
                Optional.ofNullable(System.getenv("CUDA_VISIBLE_DEVICES")));
    }

    private static int cards() {
        if (!Files.isDirectory(PCI)) {
            return 0;
        }
        try (Stream<Path> devices = Files.list(PCI)) {
            return (int) devices.filter(
                            device -> says(device.resolve("vendor"), NVIDIA) && says(device.resolve("class"), DISPLAY))
                    .count();
        } catch (IOException e) {
            return 0; // not a system that tells
        }
    }

    private static boolean says(Path file, String start) {
        try {
            return Files.readString(file).startsWith(start);
        } catch (IOException e) {
            return false;
        }
    }

    private static Optional<CudaProbe.Driver> driver() {
        return Nvml.load().map(library -> {
            byte[] version = new byte[TEXT];
            boolean told = library.nvmlSystemGetDriverVersion(version, TEXT) == 0;
            IntByReference cuda = new IntByReference();
            library.nvmlSystemGetCudaDriverVersion_v2(cuda);
            IntByReference count = new IntByReference();
            library.nvmlDeviceGetCount_v2(count);
            return new CudaProbe.Driver(
                    told ? text(version) : "of an unknown release", cuda.getValue(), count.getValue());
        });
    }

    private static String text(byte... zeroEnded) {
        int length = 0;
        while (length < zeroEnded.length && zeroEnded[length] != 0) {
            length++;
        }
        return new String(zeroEnded, 0, length, StandardCharsets.US_ASCII);
    }

    /** Those that neither the system's linker finds nor the folder that the natives name besides. */
    static List<String> missing(List<String> libraries) {
        return libraries.stream().filter(name -> !loads(name)).toList();
    }

    private static boolean loads(String name) {
        if (Files.exists(TOOLKIT.resolve(name))) {
            return true;
        }
        try (NativeLibrary library = NativeLibrary.getInstance(name)) {
            return library.getFile() != null || !library.getName().isEmpty();
        } catch (UnsatisfiedLinkError absent) {
            return false;
        }
    }
}
