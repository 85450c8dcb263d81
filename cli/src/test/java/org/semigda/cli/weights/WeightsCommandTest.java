package org.semigda.cli.weights;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.semigda.checkpoint.DType;
import org.semigda.checkpoint.Safetensors;
import org.semigda.checkpoint.TensorData;
import org.semigda.cli.Main;
import org.semigda.cli.console.Captured;
import org.semigda.model.AutoencoderKl;
import org.semigda.model.ModelConfig;
import org.semigda.torch.Device;
import org.semigda.torch.NativeLimits;
import org.semigda.torch.TorchNatives;

/** Looking into files of weights, and converting them. */
class WeightsCommandTest {

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    Path folder;

    private final Map<String, TensorData> autoencoder = new LinkedHashMap<>();

    @BeforeEach
    void weights() {
        TorchNatives.load(NativeLimits.defaults().withThreads(1));
        Random random = new Random(1);
        try (AutoencoderKl kl = new AutoencoderKl(ModelConfig.of(32, 1, 1, 1, 1), Device.SHAPES_ONLY, 0)) {
            kl.parameters().state().forEach((name, tensor) -> {
                float[] values = new float[(int) tensor.numel()];
                for (int i = 0; i < values.length; i++) {
                    values[i] = random.nextInt(-128, 128) / 64f; // exact in every type
                }
                autoencoder.put(name, TensorData.of(values, tensor.shape()));
            });
        }
    }

    @Test
    void inspectSaysWhatAFileIsAndWhatItLacks() throws IOException {
        autoencoder.remove("quant_conv.bias");
        autoencoder.put("loss.logvar", new TensorData(DType.I64, new long[] {1}, ByteBuffer.allocate(8)));
        Path file = write("vae.safetensors", autoencoder);

        Captured captured = run("weights", "inspect", file.toString());

        assertThat(captured.out())
                .contains("F32   [8, 8, 1, 1]       quant_conv.weight")
                .contains("this is   a KL autoencoder in CompVis naming: ch 32, multipliers [1, 1, 1, 1]")
                .contains("missing   1 tensors\n  quant_conv.bias")
                .contains("misshaped nothing")
                .contains("besides   1 tensors\n  loss.logvar");
    }

    @Test
    void inspectGivesOneDocumentToPrograms() throws IOException {
        Path file = write("vae.safetensors", autoencoder);

        JsonNode document = new ObjectMapper()
                .readTree(run("weights", "inspect", "--json", file.toString()).out());

        assertThat(document.path("format").asText()).isEqualTo("safetensors");
        assertThat(document.path("kind").asText()).isEqualTo("kl_compvis");
        assertThat(document.path("complete").asBoolean()).isTrue();
        assertThat(document.path("tensors")
                        .path("quant_conv.weight")
                        .path("shape")
                        .toString())
                .isEqualTo("[8,8,1,1]");
    }

    @Test
    void convertingToDiffusersInHalfPrecisionAndBackKeepsEveryValue() throws IOException {
        Path file = write("vae.safetensors", autoencoder);
        Path diffusers = folder.resolve("diffusers.safetensors");
        Path back = folder.resolve("back.safetensors");

        run("weights", "convert", file.toString(), diffusers.toString(), "--naming", "diffusers", "--type", "f16");
        run("weights", "convert", diffusers.toString(), back.toString(), "--type", "f32");

        Map<String, TensorData> converted = Safetensors.read(diffusers);
        assertThat(converted)
                .containsKey("encoder.mid_block.attentions.0.to_q.weight")
                .hasSameSizeAs(autoencoder);
        assertThat(converted.values()).allMatch(tensor -> tensor.dtype() == DType.F16);
        assertThat(Safetensors.read(back)).isEqualTo(autoencoder);
    }

    @Test
    void theAutoencoderIsTakenOutOfALargerCheckpoint() throws IOException {
        Map<String, TensorData> whole = new LinkedHashMap<>();
        autoencoder.forEach((name, tensor) -> whole.put("first_stage_model." + name, tensor));
        whole.put("model.diffusion_model.out.2.bias", TensorData.of(new float[] {1}, 1));
        Path out = folder.resolve("vae.safetensors");

        run("weights", "convert", write("sd.safetensors", whole).toString(), out.toString());

        assertThat(Safetensors.read(out)).isEqualTo(autoencoder);
    }

    @Test
    void nothingIsOverwrittenAndNothingBrokenIsConverted() throws IOException {
        Path file = write("vae.safetensors", autoencoder);
        autoencoder.remove("quant_conv.bias");
        Path broken = write("broken.safetensors", autoencoder);
        Path text = Files.writeString(folder.resolve("text.safetensors"), "no weights at all");

        assertRefused("exists already", "convert", broken.toString(), file.toString());
        assertRefused("first quant_conv.bias", "convert", broken.toString(), "new", "--naming", "diffusers");
        assertRefused("is not a valid safetensors file", "inspect", text.toString());
        assertRefused("there is no file", "inspect", "nowhere.ckpt");
        assertThat(folder.resolve("new")).doesNotExist();
    }

    private void assertRefused(String problem, String... words) {
        String[] line = new String[words.length + 1];
        line[0] = "weights";
        System.arraycopy(words, 0, line, 1, words.length);
        Captured captured = Captured.pipe();
        assertThat(Main.run(captured.terminal(), line)).isEqualTo(2);
        assertThat(captured.err()).contains(problem);
    }

    private Path write(String name, Map<String, TensorData> tensors) throws IOException {
        Path file = folder.resolve(name);
        Safetensors.write(file, tensors, Map.of());
        return file;
    }

    private static Captured run(String... words) {
        Captured captured = Captured.pipe();
        assertThat(Main.run(captured.terminal(), words)).as(captured.err()).isZero();
        return captured;
    }
}
