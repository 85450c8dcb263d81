package org.semigda.cli.machine;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.semigda.cli.console.Ports;
import org.semigda.cli.console.Version;
import org.semigda.torch.NativeLimits;
import org.semigda.torch.TorchInfo;
import org.semigda.torch.TorchNatives;

/** Tries what the program needs from a machine, one thing after the other. */
final class Doctor {

    private static final long GIB = 1L << 30;
    private static final String DEVICES = "devices";

    private final Path home;

    Doctor(Path home) {
        this.home = home;
    }

    /**
     * One thing that was tried.
     *
     * @param works whether the program can run with it
     * @param text what was found
     * @param advice what to do about it; may be empty
     */
    record Finding(boolean works, String subject, String text, String advice) {}

    List<Finding> examine() {
        List<Finding> findings = new ArrayList<>();
        findings.add(new Finding(true, "semigda", Version.current(), ""));
        findings.add(java());
        findings.add(system());
        findings.add(memory());
        List<Finding> torch = torch();
        findings.addAll(torch);
        findings.addAll(CudaMachine.probe(torch.stream().allMatch(Finding::works), cudaDevices(torch))
                .findings());
        findings.add(folder("home", home));
        findings.add(port());
        findings.add(cluster());
        return findings;
    }

    private static Finding java() {
        int release = Runtime.version().feature();
        return new Finding(
                release >= 17,
                "Java",
                Runtime.version() + " (" + System.getProperty("java.home") + ")",
                release >= 17 ? "" : "install Java 17 or newer");
    }

    private static Finding system() {
        return new Finding(
                true,
                "system",
                System.getProperty("os.name") + " " + System.getProperty("os.arch") + ", "
                        + Runtime.getRuntime().availableProcessors() + " cores",
                "");
    }

    private static Finding memory() {
        long heap = Runtime.getRuntime().maxMemory();
        if (!(ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean machine)) {
            return new Finding(true, "memory", "heap " + gib(heap), "");
        }
        long total = machine.getTotalMemorySize();
        long free = machine.getFreeMemorySize();
        boolean enough = total >= 4 * GIB;
        return new Finding(
                enough,
                "memory",
                gib(total) + " in all, " + gib(free) + " free, heap up to " + gib(heap),
                enough ? "" : "the demo needs 4 GiB, the preset small 8 GiB");
    }

    private static List<Finding> torch() {
        try {
            TorchInfo info = TorchNatives.load(NativeLimits.defaults());
            return List.of(
                    new Finding(true, "LibTorch", info.version() + ", " + info.threads() + " threads", ""),
                    new Finding(true, "cache", info.cachePath(), ""),
                    new Finding(true, DEVICES, String.join(", ", info.devices()), ""));
        } catch (RuntimeException | LinkageError e) { // whatever keeps the natives from loading is the finding
            return List.of(new Finding(
                    false,
                    "LibTorch",
                    e.getClass().getSimpleName() + ": " + e.getMessage(),
                    TorchNatives.builtForCuda()
                            ? "this build's LibTorch needs CUDA's libraries; see CUDA below"
                            : "check that the folder named by org.bytedeco.javacpp.cachedir (default: .javacpp/cache in"
                                    + " your home folder) can be written to and has 1 GB free, and that this system is"
                                    + " 64-bit with glibc 2.27 or newer"));
        }
    }

    /** How many CUDA devices LibTorch can use. */
    private static int cudaDevices(List<Finding> torch) {
        return (int) torch.stream()
                .filter(finding -> finding.subject().equals(DEVICES))
                .flatMap(finding -> Stream.of(finding.text().split(", ")))
                .filter(name -> name.startsWith("cuda"))
                .count();
    }

    private static Finding folder(String subject, Path folder) {
        try {
            Files.createDirectories(folder);
            Path probe = Files.createTempFile(folder, ".doctor", "");
            Files.delete(probe);
            long free = Files.getFileStore(folder).getUsableSpace();
            boolean enough = free >= 2 * GIB;
            return new Finding(
                    enough,
                    subject,
                    folder + ", " + gib(free) + " free",
                    enough ? "" : "checkpoints need some GB: free space, or name another folder with SEMIGDA_HOME");
        } catch (IOException e) {
            return new Finding(
                    false,
                    subject,
                    folder + " cannot be written to (" + e + ")",
                    "name another folder with SEMIGDA_HOME");
        }
    }

    private static Finding port() {
        int port = Ports.USUAL;
        boolean free = Ports.free(Ports.LOOPBACK, port);
        return new Finding(
                true,
                "port",
                port + (free ? " is free" : " is taken"),
                free ? "" : "demo and train take another one by themselves; give serve one with --port");
    }

    private static Finding cluster() {
        boolean free = Ports.free(Ports.LOOPBACK, 0);
        return new Finding(
                free,
                "loopback",
                free ? "can be listened on" : Ports.LOOPBACK + " cannot be listened on",
                free ? "" : "serve and the page need the loopback network device: ip link set lo up");
    }

    private static String gib(long bytes) {
        return String.format(Locale.ROOT, "%.1f GiB", (double) bytes / GIB);
    }
}
