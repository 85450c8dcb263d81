package org.semigda.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.util.Map;
import java.util.concurrent.CompletionException;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.semigda.conf.Settings;
import org.semigda.protocol.Failure;
import org.semigda.torch.NativeLimits;
import org.semigda.torch.TorchNatives;
import org.semigda.torch.TorchScope;

/** Memory that runs out is told from other errors, and the advice fits the run. */
class OutOfMemoryTest {

    private static final Settings SETTINGS =
            Settings.defaults().with(Map.of("batch.labelled", "12", "batch.unlabelled", "12", "image.size", "224"));

    @Test
    void whatLibTorchSaysWhenTheMachineHasNotSoMuchIsRecognised() {
        TorchNatives.load(NativeLimits.defaults().withThreads(1));
        Throwable thrown = catchThrowable(() -> {
            try (TorchScope scope = TorchScope.open()) {
                torch.empty(1L << 50).fill_(new org.bytedeco.pytorch.Scalar(1));
            }
        });
        assertThat(thrown).isNotNull();
        assertThat(OutOfMemory.said(thrown)).as(thrown.toString()).isPresent();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CUDA out of memory. Tried to allocate 2.50 GiB. GPU 0 has a total capacity of 23.64 GiB\nat x",
                "CUDA error: out of memory",
                "cuDNN error: CUDNN_STATUS_ALLOC_FAILED",
                "CUDA error: CUBLAS_STATUS_ALLOC_FAILED when calling `cublasCreate(handle)`",
                "Physical memory usage is too high: physicalBytes (20G) > maxPhysicalBytes (19G)"
            })
    void whatCudaAndJavaCppSayIsRecognisedAlsoAsACause(String message) {
        String line = message.lines().findFirst().orElseThrow();
        assertThat(OutOfMemory.said(new RuntimeException(message))).contains(line);
        assertThat(OutOfMemory.said(new CompletionException(new RuntimeException(message))))
                .contains(line);
    }

    @Test
    void otherErrorsAreNot() {
        assertThat(OutOfMemory.said(new IllegalStateException("the loss is not finite")))
                .isEmpty();
        assertThat(OutOfMemory.said(new RuntimeException())).isEmpty();
    }

    @Test
    void theFailureNamesWhatToChangeWithItsValues() {
        RuntimeException thrown = new RuntimeException("CUDA out of memory. Tried to allocate 2.50 GiB.");
        Failure failure = Failures.event(thrown, "cuda:1", () -> SETTINGS).failure();
        assertThat(failure.code()).isEqualTo(Failure.OUT_OF_MEMORY);
        assertThat(failure.message())
                .isEqualTo("the memory of cuda:1 does not suffice for this run (CUDA out of memory. Tried to allocate"
                        + " 2.50 GiB.). What helps: smaller batch.labelled and batch.unlabelled (now 12 and"
                        + " 12), precision=bf16, decoder.checkpoint=true, a smaller image.size (now 224), or"
                        + " other programs on this device ended (nvidia-smi lists them)");
    }

    @Test
    void whatCannotHelpIsNotAdvised() {
        Settings least = SETTINGS.with(Map.of(
                "batch.labelled",
                "1",
                "batch.unlabelled",
                "1",
                "image.size",
                "32",
                "precision",
                "bf16",
                "decoder.checkpoint",
                "true"));
        assertThat(OutOfMemory.advice("cpu", least, "not enough memory"))
                .endsWith("What helps: other programs ended")
                .doesNotContain("batch", "precision", "nvidia");
    }

    @Test
    void aLimitOfOnesOwnMayBeRaised() {
        assertThat(OutOfMemory.advice("cuda:0", SETTINGS.with(Map.of("cuda.memory", "0.5")), "CUDA out of memory"))
                .contains("a larger cuda.memory (now 0.5 of the device's)");
    }

    @Test
    void soHasFullMemoryBesideTheHeap() {
        String said = "Cannot reserve 9437184 bytes of direct buffer memory (allocated: 1900686912, limit: 1908932608)";
        Failure failure = Failures.event(new OutOfMemoryError(said), "cpu", () -> SETTINGS)
                .failure();
        assertThat(failure.code()).isEqualTo(Failure.OUT_OF_MEMORY);
        assertThat(failure.message())
                .contains(said, "SEMIGDA_JAVA_OPTS=-XX:MaxDirectMemorySize=8g")
                .doesNotContain("batch.labelled");
    }

    @Test
    void aFullJavaHeapHasAdviceOfItsOwn() {
        Failure failure = Failures.event(new OutOfMemoryError("Java heap space"), "cpu", () -> SETTINGS)
                .failure();
        assertThat(failure.code()).isEqualTo(Failure.OUT_OF_MEMORY);
        assertThat(failure.message()).contains("data.cache (now 1024 MiB", "SEMIGDA_JAVA_OPTS=-Xmx4g");
    }
}
