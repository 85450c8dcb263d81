package org.semigda.torch;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.openblas.global.openblas;
import org.bytedeco.openblas.global.openblas_nolapack;
import org.bytedeco.pytorch.global.torch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Loads LibTorch, once per process and before any other class of {@code org.bytedeco} is used.
 *
 * <p>JavaCPP's own loading has two faults that this class works around. It unpacks the libraries one by one while
 * loading them, so that on a cold cache libtorch is loaded before the library it needs is there; the failed load then
 * falls back to whatever libtorch the system has, and mixing the two crashes the JVM. And another folder with a
 * libtorch on the dynamic linker's path wins over the bundled one. So here everything is unpacked first, under a lock
 * between processes, and the core libraries are loaded by absolute path, dependencies first: a library that is in the
 * process already is not searched for again.
 */
public final class TorchNatives {

    private static final Logger LOG = LoggerFactory.getLogger(TorchNatives.class);

    /** In the order of their dependencies; what a build lacks is left out. */
    private static final List<String> CORE = List.of("gomp", "iomp5", "c10", "torch_cpu", "torch");

    /** What the folders of a CUDA build are called behind the platform's name. */
    private static final String GPU = "-gpu";

    private static Optional<TorchInfo> loaded = Optional.empty();

    private TorchNatives() {}

    /**
     * Loads LibTorch and sets limits; later calls change the thread count only and are cheap.
     *
     * @throws UncheckedIOException if the libraries cannot be unpacked (a full disk, a folder without write access)
     * @throws UnsatisfiedLinkError if they do not run on this machine
     */
    public static synchronized TorchInfo load(NativeLimits limits) {
        if (loaded.isEmpty()) {
            limitMemory(limits);
            String cachePath = loadLibraries();
            loaded = Optional.of(describe(cachePath, limits));
            setThreads(limits);
            LOG.info(
                    "LibTorch {} from {}, {}, {} threads, at most {} MB",
                    loaded.get().version(),
                    cachePath,
                    loaded.get().devices(),
                    limits.threads(),
                    Pointer.maxPhysicalBytes() >> 20);
        }
        TorchInfo info = loaded.get();
        if (info.threads() != limits.threads()) {
            setThreads(limits);
            info = new TorchInfo(info.version(), info.cachePath(), limits.threads(), info.cuda(), info.devices());
            loaded = Optional.of(info);
        }
        return info;
    }

    /** JavaCPP reads these when its class Pointer initialises, so they are set before anything touches it. */
    private static void limitMemory(NativeLimits limits) {
        String bytes = Long.toString(limits.maxPhysicalBytes());
        System.setProperty("org.bytedeco.javacpp.maxPhysicalBytes", bytes);
        System.setProperty("org.bytedeco.javacpp.maxBytes", bytes);
        System.setProperty("org.bytedeco.javacpp.pathsFirst", "false");
    }

    /** Whether the natives of this build are those for CUDA. Loads nothing. */
    public static boolean builtForCuda() {
        return TorchNatives.class.getResource(gpuFolder() + "libtorch_cuda.so") != null
                || TorchNatives.class.getResource(gpuFolder() + "torch_cuda.dll") != null;
    }

    /** Whether CUDA's own libraries are among the natives of this build. Loads nothing. */
    public static boolean bringsCuda() {
        return TorchNatives.class.getResource("/org/bytedeco/cuda/" + Loader.getPlatform() + "/libcudart.so.13")
                != null;
    }

    private static String gpuFolder() {
        return "/org/bytedeco/pytorch/" + Loader.getPlatform() + GPU + "/";
    }

    private static String loadLibraries() {
        try {
            Path lockFile = Loader.getCacheDir().toPath().resolve("semigda.lock");
            try (FileChannel channel = FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    FileLock lock = channel.lock()) {
                LOG.debug("holding {}", lock);
                String folder = "/" + Loader.getPlatform() + "/";
                unpack(Pointer.class, "/org/bytedeco/javacpp" + folder);
                unpack(openblas.class, "/org/bytedeco/openblas" + folder);
                List<File> libraries =
                        unpack(torch.class, builtForCuda() ? gpuFolder() : "/org/bytedeco/pytorch" + folder);
                Loader.load(openblas_nolapack.class);
                Loader.load(openblas.class);
                loadCore(libraries);
                return new File(Loader.load(torch.class)).getParent();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "cannot unpack LibTorch's native libraries (" + e.getMessage()
                            + "). Give it 600 MB in a writable folder, e.g. with"
                            + " -Dorg.bytedeco.javacpp.cachedir=FOLDER",
                    e);
        } catch (UnsatisfiedLinkError e) {
            if (!builtForCuda()) {
                throw e;
            }
            UnsatisfiedLinkError told = new UnsatisfiedLinkError("LibTorch for CUDA does not load here ("
                    + e.getMessage() + "); 'semigda doctor' says which of CUDA's libraries are missing");
            told.initCause(e);
            throw told;
        }
    }

    /** Unpacks all libraries of one jar; those that are in the cache already are left as they are. */
    private static List<File> unpack(Class<?> anchor, String folder) throws IOException {
        List<File> files = new ArrayList<>();
        for (File cached : Loader.cacheResources(anchor, folder)) {
            File[] found = cached.isDirectory() ? cached.listFiles(File::isFile) : new File[] {cached};
            files.addAll(List.of(found == null ? new File[0] : found));
        }
        return files;
    }

    private static void loadCore(List<File> libraries) {
        for (String name : CORE) {
            for (File file : libraries) {
                if (file.getName().matches("(lib)?" + name + "(-1)?\\.(so|dylib|dll)(\\.\\d+)*")) {
                    try {
                        System.load(file.getAbsolutePath());
                    } catch (UnsatisfiedLinkError e) {
                        // A CUDA build's libtorch needs CUDA's own libraries first; Loader.load brings them.
                        LOG.debug("not loaded ahead: {} ({})", file, e.getMessage());
                    }
                }
            }
        }
    }

    private static void setThreads(NativeLimits limits) {
        torch.set_num_threads(limits.threads());
        // OpenBLAS has threads of its own, which LibTorch's setting does not reach: they would wait busily for each
        // other
        // inside LibTorch's own threads. Those divide the work already.
        org.bytedeco.openblas.presets.openblas.blas_set_num_threads(1);
    }

    private static TorchInfo describe(String cachePath, NativeLimits limits) {
        List<String> devices = new ArrayList<>();
        devices.add(Device.CPU.toString());
        boolean cuda = torch.cuda_is_available();
        for (int index = 0; cuda && index < torch.cuda_device_count(); index++) {
            devices.add(new Device(Device.Kind.CUDA, index).toString());
        }
        return new TorchInfo(version(), cachePath, limits.threads(), cuda, devices);
    }

    private static String version() {
        try {
            return Loader.getVersion("org.bytedeco", "pytorch");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
