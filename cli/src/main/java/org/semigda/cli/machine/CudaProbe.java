package org.semigda.cli.machine;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What was found out about CUDA on a machine, and what that means.
 *
 * @param natives what this build's LibTorch needs of CUDA; empty when it computes on the CPU alone
 * @param cards NVIDIA devices on the machine's bus, whether they can be used or not
 * @param driver what NVIDIA's driver says of itself; empty when there is none that answers
 * @param missing libraries the natives need that the system's linker does not find
 * @param loads whether LibTorch's natives could be loaded
 * @param usable devices LibTorch says it can use
 * @param hidden the value of {@code CUDA_VISIBLE_DEVICES}, if it is set
 */
record CudaProbe(
        Optional<Needs> natives,
        int cards,
        Optional<Driver> driver,
        List<String> missing,
        boolean loads,
        int usable,
        Optional<String> hidden) {

    private static final String CPU = "training runs on the CPU";

    CudaProbe {
        missing = List.copyOf(missing);
    }

    /**
     * What a CUDA build of LibTorch was built for.
     *
     * @param cuda its major release
     * @param driver the oldest driver that speaks it
     * @param libraries by the names the linker looks for
     */
    record Needs(int cuda, int driver, List<String> libraries) {

        Needs {
            libraries = List.copyOf(libraries);
        }
    }

    /**
     * A driver.
     *
     * @param version such as {@code 580.65.06}
     * @param cuda the newest release of CUDA that it speaks, as 1000 x major + 10 x minor: 13010 is 13.1
     * @param devices how many it drives
     */
    record Driver(String version, int cuda, int devices) {

        String speaks() {
            return String.format(Locale.ROOT, "CUDA %d.%d", cuda / 1000, cuda % 1000 / 10);
        }
    }

    /** One finding for each thing that is amiss, the one to mend first before the others; a single good one when nothing is. */
    List<Doctor.Finding> findings() {
        if (natives.isEmpty()) {
            return List.of(cpuBuild());
        }
        Needs needs = natives.get();
        if (driver.isEmpty() && cards == 0) {
            return List.of(noGpu(needs));
        }
        List<Doctor.Finding> wrong = new ArrayList<>();
        driverProblem(needs).ifPresent(wrong::add);
        cudnn().ifPresent(wrong::add);
        nccl().ifPresent(wrong::add);
        toolkit(needs).ifPresent(wrong::add);
        if (wrong.isEmpty() && usable == 0) {
            wrong.add(unusable());
        }
        if (!wrong.isEmpty()) {
            return wrong;
        }
        String text = usable + (usable == 1 ? " device" : " devices") + ", driver "
                + driver.map(Driver::version).orElse("unknown") + ", built for CUDA " + needs.cuda();
        return List.of(new Doctor.Finding(true, "CUDA", text, ""));
    }

    /** A CPU build works everywhere; it is only a pity where there is a GPU. */
    private Doctor.Finding cpuBuild() {
        int devices = Math.max(cards, driver.map(Driver::devices).orElse(0));
        return devices == 0
                ? new Doctor.Finding(true, "CUDA", "no NVIDIA GPU in this machine: " + CPU, "")
                : new Doctor.Finding(
                        true,
                        "CUDA",
                        "the natives of this build are for the CPU only, and " + devices + " NVIDIA GPU"
                                + (devices == 1 ? " is" : "s are") + " not used",
                        "build with CUDA: SEMIGDA_PROFILE=gpu ./semigda doctor (docs/operations.md)");
    }

    /** A build for GPUs computes on the CPU too, where CUDA's libraries are. */
    private Doctor.Finding noGpu(Needs needs) {
        return new Doctor.Finding(
                loads,
                "CUDA",
                "no NVIDIA GPU in this machine, and this build's LibTorch is for CUDA " + needs.cuda()
                        + (loads ? ": " + CPU : ""),
                "use a build for the CPU here: SEMIGDA_PROFILE=cpu ./semigda doctor");
    }

    private Optional<Doctor.Finding> driverProblem(Needs needs) {
        if (driver.isEmpty()) {
            return Optional.of(wrong(
                    "no NVIDIA driver answers, although the machine has " + cards + " NVIDIA GPU"
                            + (cards == 1 ? "" : "s"),
                    "install NVIDIA's driver " + needs.driver()
                            + " or newer, and let containers see it (NVIDIA Container Toolkit)"));
        }
        Driver found = driver.get();
        if (found.cuda() / 1000 < needs.cuda()) {
            return Optional.of(wrong(
                    "the driver " + found.version() + " is too old: it speaks " + found.speaks()
                            + ", this build needs CUDA " + needs.cuda(),
                    "install NVIDIA's driver " + needs.driver() + " or newer"));
        }
        return Optional.empty();
    }

    private Optional<Doctor.Finding> cudnn() {
        return firstMissing("libcudnn")
                .map(file -> wrong(
                        "cuDNN is missing: the linker does not find " + file,
                        "install cuDNN 9 for this release of CUDA, or use a build that brings it:"
                                + " SEMIGDA_PROFILE=gpu-redist"));
    }

    private Optional<Doctor.Finding> nccl() {
        return firstMissing("libnccl")
                .map(file -> wrong(
                        "NCCL is missing, by which several GPUs train together: the linker does not find " + file,
                        "install libnccl2 for this release of CUDA, or use a build that brings it:"
                                + " SEMIGDA_PROFILE=gpu-redist"));
    }

    private Optional<Doctor.Finding> toolkit(Needs needs) {
        List<String> rest = missing.stream()
                .filter(file -> !file.startsWith("libcudnn") && !file.startsWith("libnccl"))
                .toList();
        return rest.isEmpty()
                ? Optional.empty()
                : Optional.of(wrong(
                        "CUDA " + needs.cuda() + " is missing or another release: the linker does not find "
                                + String.join(", ", rest),
                        "install the CUDA " + needs.cuda()
                                + " toolkit and put its lib64 on LD_LIBRARY_PATH, or use a build that brings it:"
                                + " SEMIGDA_PROFILE=gpu-redist"));
    }

    private Doctor.Finding unusable() {
        return hidden.map(value -> wrong(
                        "CUDA_VISIBLE_DEVICES=" + value + " hides every GPU from this process",
                        "unset it, or name a device that nvidia-smi lists"))
                .orElseGet(() -> wrong(
                        "LibTorch can use no GPU although driver and libraries are there",
                        "see that nvidia-smi lists the GPU without an error, and that it is of the Turing generation"
                                + " (compute capability 7.5) or newer"));
    }

    private Optional<String> firstMissing(String prefix) {
        return missing.stream().filter(file -> file.startsWith(prefix)).findFirst();
    }

    private static Doctor.Finding wrong(String text, String advice) {
        return new Doctor.Finding(false, "CUDA", text, advice);
    }
}
