package org.semigda.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.semigda.checkpoint.DType;
import org.semigda.checkpoint.Safetensors;
import org.semigda.checkpoint.TensorData;
import org.semigda.checkpoint.WeightFile;
import org.semigda.torch.Device;
import org.semigda.torch.NativeLimits;
import org.semigda.torch.Tensors;
import org.semigda.torch.TorchNatives;

/** Stable Diffusion's autoencoder at full size (ch 128, 84 million parameters) from a generated file of 335 MB. */
class FullSizeAutoencoderTest {

    private static final long FILE_BYTES = 334_600_000L;
    private static final long MAX_RESIDENT_KB = 1_200_000;
    private static final String LAST = "decoder.conv_out.bias";
    private static final float VALUE = 0.25f;

    private static final ModelConfig FULL = ModelConfig.of(128, 1, 2, 4, 4);

    @Test
    @EnabledOnOs(OS.LINUX) // the peak is read from /proc
    void loadsInBoundedMemory(@TempDir Path folder) throws Exception {
        TorchNatives.load(NativeLimits.defaults().withThreads(1));
        Path file = folder.resolve("vae.safetensors");
        write(file);
        assertThat(Files.size(file)).isBetween(FILE_BYTES, FILE_BYTES + 1_000_000);

        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Loading.class.getName(),
                        file.toString())
                .redirectErrorStream(true)
                .start();
        String printed = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);

        assertThat(process.waitFor()).as(printed).isZero();
        List<String> last = printed.lines().toList();
        long peak = Long.parseLong(last.get(last.size() - 1));
        System.out.println("peak resident while loading 335 MB: " + peak + " kB");
        assertThat(peak).isLessThan(MAX_RESIDENT_KB);
    }

    /** In diffusers' naming, as it is published; all tensors share one buffer of equal values. */
    private static void write(Path file) throws IOException {
        ByteBuffer values = ByteBuffer.allocate(4 * 512 * 512 * 9).order(ByteOrder.LITTLE_ENDIAN);
        while (values.hasRemaining()) {
            values.putFloat(VALUE);
        }
        Map<String, TensorData> tensors = new LinkedHashMap<>();
        try (AutoencoderKl kl = new AutoencoderKl(FULL, Device.SHAPES_ONLY, 0)) {
            kl.parameters().state().forEach((name, tensor) -> {
                long[] shape = Objects.requireNonNull(tensor).shape();
                tensors.put(name, new TensorData(DType.F32, shape, values.slice(0, (int) tensor.numel() * 4)));
            });
        }
        Safetensors.write(file, AutoencoderNames.toDiffusers(tensors), Map.of("format", "pt"));
    }

    /** Loads the file into a network, in a JVM of its own, and prints the peak of its resident memory in kB. */
    static final class Loading {

        private Loading() {}

        public static void main(String[] args) throws IOException {
            TorchNatives.load(NativeLimits.defaults().withThreads(1));
            try (AutoencoderKl kl = new AutoencoderKl(FULL, Device.CPU, 0)) {
                kl.load(WeightsInspection.of(WeightFile.read(Path.of(args[0])).tensors())
                        .found());
                Tensor bias = Objects.requireNonNull(kl.parameters().state().get(LAST));
                if (Tensors.toFloats(bias)[0] != VALUE) {
                    throw new IllegalStateException("the values did not arrive");
                }
            }
            String peak = Files.readAllLines(Path.of("/proc/self/status")).stream()
                    .filter(line -> line.startsWith("VmHWM:"))
                    .findFirst()
                    .orElseThrow();
            System.out.println(peak.replaceAll("\\D", ""));
        }
    }
}
