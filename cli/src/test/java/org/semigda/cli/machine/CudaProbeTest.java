package org.semigda.cli.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.semigda.cli.machine.CudaProbe.Driver;
import org.semigda.cli.machine.CudaProbe.Needs;

/** One sentence for each thing that keeps a machine from computing on a GPU, told from what a probe of it would find. */
class CudaProbeTest {

    private static final Needs CUDA_13 =
            new Needs(13, 580, List.of("libcudart.so.13", "libcudnn.so.9", "libnccl.so.2"));
    private static final Driver FITTING = new Driver("580.65.06", 13_000, 2);

    @Test
    void aCpuBuildOnAMachineWithoutAGpuIsAllRight() {
        assertSays(cpuBuild(0, Optional.empty()), true, "no NVIDIA GPU in this machine", "");
    }

    @Test
    void aCpuBuildOnAMachineWithAGpuWorksAndSaysWhatItLeavesIdle() {
        assertSays(
                cpuBuild(1, Optional.of(FITTING)),
                true,
                "the natives of this build are for the CPU only, and 2 NVIDIA GPUs are not used",
                "SEMIGDA_PROFILE=gpu");
    }

    @Test
    void aGpuBuildOnAMachineWithoutAGpuIsTheWrongBuild() {
        CudaProbe probe = new CudaProbe(
                Optional.of(CUDA_13), 0, Optional.empty(), CUDA_13.libraries(), false, 0, Optional.empty());
        assertSays(probe, false, "no NVIDIA GPU in this machine", "SEMIGDA_PROFILE=cpu");
    }

    @Test
    void aGpuBuildOnAMachineWithCudasLibrariesAndWithoutAGpuComputesOnTheCpu() {
        assertSays(
                gpuBuild(0, Optional.empty(), List.of(), 0),
                true,
                "this build's LibTorch is for CUDA 13: training runs on the CPU",
                "SEMIGDA_PROFILE=cpu");
    }

    @Test
    void aCardWithoutADriver() {
        CudaProbe probe = gpuBuild(1, Optional.empty(), List.of(), 0);
        assertSays(
                probe, false, "no NVIDIA driver answers, although the machine has 1 NVIDIA GPU", "driver 580 or newer");
    }

    @Test
    void aDriverThatIsTooOldForThisCuda() {
        CudaProbe probe = gpuBuild(1, Optional.of(new Driver("550.54.15", 12_040, 1)), List.of(), 0);
        assertSays(
                probe,
                false,
                "the driver 550.54.15 is too old: it speaks CUDA 12.4, this build needs CUDA 13",
                "install NVIDIA's driver 580 or newer");
    }

    @Test
    void aNewerDriverThanNeededIsFine() {
        CudaProbe probe = gpuBuild(1, Optional.of(new Driver("610.10", 14_020, 1)), List.of(), 1);
        assertSays(probe, true, "1 device, driver 610.10, built for CUDA 13", "");
    }

    @Test
    void cudnnThatIsMissing() {
        CudaProbe probe = gpuBuild(1, Optional.of(FITTING), List.of("libcudnn.so.9"), 0);
        assertSays(probe, false, "cuDNN is missing: the linker does not find libcudnn.so.9", "install cuDNN 9");
    }

    @Test
    void anotherReleaseOfCuda() {
        CudaProbe probe = gpuBuild(1, Optional.of(FITTING), List.of("libcudart.so.13", "libcublas.so.13"), 0);
        assertSays(
                probe,
                false,
                "CUDA 13 is missing or another release: the linker does not find libcudart.so.13, libcublas.so.13",
                "LD_LIBRARY_PATH");
    }

    @Test
    void ncclThatIsMissing() {
        CudaProbe probe = gpuBuild(2, Optional.of(FITTING), List.of("libnccl.so.2"), 0);
        assertSays(probe, false, "NCCL is missing, by which several GPUs train together", "libnccl2");
    }

    @Test
    void everythingThatIsMissingIsSaidTheDriverFirst() {
        List<String> missing = List.of("libcudart.so.13", "libcudnn.so.9", "libnccl.so.2");
        assertThat(gpuBuild(1, Optional.empty(), missing, 0).findings())
                .extracting(Doctor.Finding::text)
                .satisfiesExactly(
                        text -> assertThat(text).startsWith("no NVIDIA driver"),
                        text -> assertThat(text).startsWith("cuDNN is missing"),
                        text -> assertThat(text).startsWith("NCCL is missing"),
                        text -> assertThat(text).startsWith("CUDA 13 is missing"));
    }

    @Test
    void gpusThatAnEnvironmentVariableHides() {
        CudaProbe probe =
                new CudaProbe(Optional.of(CUDA_13), 1, Optional.of(FITTING), List.of(), true, 0, Optional.of("-1"));
        assertSays(probe, false, "CUDA_VISIBLE_DEVICES=-1 hides every GPU", "unset it");
    }

    @Test
    void aGpuThatLibTorchCannotUseAlthoughAllIsThere() {
        assertSays(
                gpuBuild(1, Optional.of(FITTING), List.of(), 0),
                false,
                "LibTorch can use no GPU although driver and libraries are there",
                "compute capability 7.5");
    }

    @Test
    void aMachineWithEverything() {
        assertSays(
                gpuBuild(2, Optional.of(FITTING), List.of(), 2),
                true,
                "2 devices, driver 580.65.06, built for CUDA 13",
                "");
    }

    @Test
    void theProbeOfThisMachineAgreesWithItsLinker() {
        assertThat(CudaMachine.missing(List.of("libc.so.6", "libnothing-of-the-kind.so.7")))
                .doesNotContain("libc.so.6")
                .contains("libnothing-of-the-kind.so.7");
        assertThat(CudaMachine.probe(true, 0).driver().isPresent())
                .isEqualTo(Nvml.load().isPresent());
    }

    private static CudaProbe cpuBuild(int cards, Optional<Driver> driver) {
        return new CudaProbe(Optional.empty(), cards, driver, List.of(), true, 0, Optional.empty());
    }

    private static CudaProbe gpuBuild(int cards, Optional<Driver> driver, List<String> missing, int usable) {
        return new CudaProbe(Optional.of(CUDA_13), cards, driver, missing, missing.isEmpty(), usable, Optional.empty());
    }

    private static void assertSays(CudaProbe probe, boolean works, String text, String advice) {
        assertThat(probe.findings()).singleElement().satisfies(finding -> {
            assertThat(finding.works()).isEqualTo(works);
            assertThat(finding.text()).contains(text).doesNotContain("\n");
            assertThat(finding.advice()).contains(advice);
        });
    }
}
