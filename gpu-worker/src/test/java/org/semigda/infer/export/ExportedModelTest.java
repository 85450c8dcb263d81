package org.semigda.infer.export;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.semigda.checkpoint.CheckpointInfo;
import org.semigda.checkpoint.Safetensors;
import org.semigda.checkpoint.Weights;
import org.semigda.conf.Keys;
import org.semigda.conf.Settings;
import org.semigda.conf.UserError;
import org.semigda.data.PictureReader;
import org.semigda.infer.BranchMaps;
import org.semigda.infer.FolderPredictor;
import org.semigda.infer.OpenModel;
import org.semigda.infer.PredictOptions;
import org.semigda.infer.Predictor;
import org.semigda.infer.TinyModel;
import org.semigda.infer.export.ModelExport.Format;
import org.semigda.model.SemiGda;
import org.semigda.torch.Device;
import org.semigda.torch.NativeLimits;
import org.semigda.torch.TorchNatives;
import org.semigda.train.ModelSettings;

class ExportedModelTest {

    /** Nothing of this project: LibTorch's own loader, run on raw pixels, its answers as raw numbers. */
    private static final String STRANGER =
            """
            import java.nio.*;
            import java.nio.file.*;
            import org.bytedeco.javacpp.*;
            import org.bytedeco.pytorch.*;
            import org.bytedeco.pytorch.global.torch;

            public class Stranger {
                public static void main(String[] args) throws Exception {
                    try {
                        Class.forName("org.semigda.model.SemiGda");
                        throw new IllegalStateException("the project's classes are here");
                    } catch (ClassNotFoundException expected) {
                    }
                    Loader.load(org.bytedeco.openblas.global.openblas.class);
                    torch.set_num_threads(1);
                    for (int i = 0; i < args.length; i += 4) {
                        JitModule model = torch.load(args[i + 3]);
                        byte[] pixels = Files.readAllBytes(Path.of(args[i]));
                        long height = Long.parseLong(args[i + 1]);
                        long width = Long.parseLong(args[i + 2]);
                        Tensor image = torch.empty(new long[] {1, 3, height, width}, new TensorOptions(torch.ScalarType.Byte), null);
                        image.data_ptr_byte().put(pixels, 0, pixels.length);
                        GradMode.set_enabled(false);
                        IValueVector in = new IValueVector(new IValue(image));
                        var out = model.forward(in).toTupleRef().elements();
                        write(args[i] + ".classes", out.get(0).toTensor());
                        write(args[i] + ".probabilities", out.get(1).toTensor());
                        write(args[i] + ".values", model.get_method("values").apply(in).toTensor());
                    }
                }

                static void write(String file, Tensor tensor) throws Exception {
                    Tensor plain = tensor.contiguous();
                    byte[] bytes = new byte[(int) plain.nbytes()];
                    new BytePointer(plain.data_ptr()).capacity(bytes.length).get(bytes);
                    Files.write(Path.of(file), bytes);
                }
            }
            """;

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private Path folder;

    /**
     * One kind of model.
     *
     * @param values of every image, as our own code has them
     */
    private record Exported(int classes, Path folder, List<float[]> values) {}

    private static final Map<String, Exported> EXPORTED = new LinkedHashMap<>();

    /** The network's own size, a smaller and a larger one: each is resized in its own way. */
    private static final List<int[]> SIZES = List.of(new int[] {32, 32}, new int[] {20, 27}, new int[] {150, 101});

    /** Four models are written and predict; then one strange JVM runs them all. */
    @BeforeAll
    static void export(@TempDir Path shared) throws Exception {
        TorchNatives.load(NativeLimits.defaults().withThreads(1));
        List<String> arguments = new ArrayList<>();
        for (String kind : List.of("kl 2 paper true", "kl 3 full false", "taesd 2 full true", "taesd 3 paper true")) {
            String[] words = kind.split(" ");
            int classes = Integer.parseInt(words[1]);
            Settings settings = TinyModel.SETTINGS.with(Map.of(
                    "vae.kind", words[0], "model.classes", words[1], "model.acr", words[2], "adapters.mask", words[3]));
            Path place = shared.resolve(words[0] + classes);
            List<float[]> ours = new ArrayList<>();
            try (OpenModel open = open(settings, place)) {
                Path model = ModelExport.write(open, place.resolve("out"), Format.TORCHSCRIPT, Optional.empty());
                for (int i = 0; i < SIZES.size(); i++) {
                    int[] size = SIZES.get(i);
                    Path image = image(place.resolve("in/" + i + ".png"), size[1], size[0], i);
                    ours.add(values(open.predictor(), image));
                    Path raw = Files.write(place.resolve(i + ".rgb"), planes(image));
                    arguments.addAll(List.of(raw.toString(), "" + size[0], "" + size[1], model.toString()));
                }
                new FolderPredictor(open.predictor())
                        .predict(
                                place.resolve("in"),
                                place.resolve("masks"),
                                PredictOptions.MASK,
                                FolderPredictor.Listener.silent());
            }
            EXPORTED.put(words[0] + classes, new Exported(classes, place, ours));
        }
        run(shared, arguments);
    }

    @ParameterizedTest
    @ValueSource(strings = {"kl2", "kl3", "taesd2", "taesd3"})
    void aFreshJvmWithoutOurClassesPredictsTheSame(String kind) throws IOException {
        Exported exported = Objects.requireNonNull(EXPORTED.get(kind));
        for (int i = 0; i < SIZES.size(); i++) {
            float[] theirs = floats(exported.folder().resolve(i + ".rgb.values"));
            float[] ours = exported.values().get(i);
            assertThat(theirs).as("label values of both branches, image %d", i).hasSameSizeAs(ours);
            float farthest = 0;
            for (int pixel = 0; pixel < theirs.length; pixel++) {
                farthest = Math.max(farthest, Math.abs(theirs[pixel] - ours[pixel]));
            }
            assertThat(farthest).as("largest difference, image %d", i).isLessThan(1e-4f);
            byte[] labels = Files.readAllBytes(exported.folder().resolve(i + ".rgb.classes"));
            assertThat(agreement(labels, exported.folder().resolve("masks/" + i + ".png"), exported.classes()))
                    .as("pixels of image %d with the class that predict writes", i)
                    .isGreaterThan(0.999);
            requireDistribution(
                    floats(exported.folder().resolve(i + ".rgb.probabilities")), exported.classes(), labels);
        }
    }

    @Test
    void theFolderSaysWhatTheModelIs() throws IOException {
        Path out = folder.resolve("out");
        try (OpenModel open = open(TinyModel.SETTINGS)) {
            Path weights = ModelExport.write(open, out, Format.SAFETENSORS, Optional.of("CC-BY-4.0"));
            assertThat(Safetensors.read(weights)).isEqualTo(open.model().save());
            String json = Files.readString(out.resolve("model.json"));
            assertThat(json)
                    .contains("\"license\" : \"CC-BY-4.0\"")
                    .contains("\"classes\" : 2")
                    .contains("\"threshold\" : 0.5")
                    .contains("\"data\" : \"the data's hash\"")
                    .contains("\"dice\" : 0.5")
                    .contains("\"vae.ch\" : \"32\"")
                    .contains("\"bytes\" : " + Files.size(weights));
            assertThat(Files.readString(out.resolve("README.md")))
                    .contains("license: CC-BY-4.0")
                    .contains("| validation | dice | 0.5000 |")
                    .contains("not a medical device");
            ModelExport.write(open, out, Format.TORCHSCRIPT, Optional.empty());
            assertThat(out.resolve("model.safetensors"))
                    .as("the other format's weights are not left behind")
                    .doesNotExist();
        }
    }

    @Test
    void aFolderWithSomethingElseIsLeftAlone() throws IOException {
        Files.writeString(folder.resolve("thesis.tex"), "years of work");
        try (OpenModel open = open(TinyModel.SETTINGS.with("vae.kind", "taesd"))) {
            assertThatThrownBy(() -> ModelExport.write(open, folder, Format.SAFETENSORS, Optional.empty()))
                    .isInstanceOf(UserError.class)
                    .hasMessageContaining("thesis.tex");
        }
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.map(Path::getFileName).map(Path::toString)).containsExactly("thesis.tex");
        }
    }

    private OpenModel open(Settings settings) {
        return open(settings, folder);
    }

    /** A model as one opened from a checkpoint. */
    private static OpenModel open(Settings settings, Path checkpoint) {
        SemiGda model = new SemiGda(ModelSettings.config(settings), Device.CPU, 5);
        if (settings.get(Keys.VAE_KIND) == Keys.Vae.KL) {
            model.vae().scaleFactor(0.7);
        }
        CheckpointInfo info = new CheckpointInfo(
                settings.toMap(),
                2,
                5,
                10,
                Map.of("dice", 0.5),
                "the data's hash",
                model.vae().scaleFactor(),
                "test",
                Map.of());
        return new OpenModel(model, settings, info, checkpoint, Weights.TRAINED);
    }

    private static void run(Path folder, List<String> arguments) throws Exception {
        Path classes = Files.createDirectories(folder.resolve("classes"));
        Path source = Files.writeString(folder.resolve("Stranger.java"), STRANGER);
        String torch = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> entry.contains("bytedeco"))
                .collect(Collectors.joining(File.pathSeparator));
        ByteArrayOutputStream errors = new ByteArrayOutputStream();
        int compiled = ToolProvider.getSystemJavaCompiler()
                .run(null, null, errors, "-proc:none", "-cp", torch, "-d", classes.toString(), source.toString());
        assertThat(compiled).as(errors.toString(UTF_8)).isZero();
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-cp",
                torch + File.pathSeparator + classes,
                "Stranger"));
        command.addAll(arguments);
        Path log = folder.resolve("log.txt");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        assertThat(process.waitFor(300, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(Files.readString(log)).isZero();
    }

    private static float[] values(Predictor predictor, Path image) {
        BranchMaps maps =
                predictor.predict(List.of(PictureReader.read(image))).images().get(0);
        float[] both = Arrays.copyOf(maps.image(), 2 * maps.image().length);
        System.arraycopy(maps.mask(), 0, both, maps.mask().length, maps.mask().length);
        return both;
    }

    private static float[] floats(Path file) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.nativeOrder());
        float[] values = new float[bytes.remaining() / Float.BYTES];
        bytes.asFloatBuffer().get(values);
        return values;
    }

    private static double agreement(byte[] labels, Path mask, int classes) throws IOException {
        BufferedImage written = ImageIO.read(mask.toFile());
        int equal = 0;
        for (int i = 0; i < labels.length; i++) {
            int value = written.getRaster().getSample(i % written.getWidth(), i / written.getWidth(), 0);
            equal += (classes == 2 ? value / 255 : value) == labels[i] ? 1 : 0;
        }
        return (double) equal / labels.length;
    }

    /** Probabilities add up to 1, and the class is the most probable one. */
    private static void requireDistribution(float[] probabilities, int classes, byte[] labels) {
        int pixels = labels.length;
        assertThat(probabilities).hasSize(classes * pixels);
        for (int i = 0; i < pixels; i++) {
            float sum = 0;
            for (int k = 0; k < classes; k++) {
                sum += probabilities[k * pixels + i];
                assertThat(probabilities[labels[i] * pixels + i])
                        .isGreaterThanOrEqualTo(probabilities[k * pixels + i] - 1e-6f);
            }
            assertThat(sum).isCloseTo(1, within(1e-5f));
        }
    }

    private static byte[] planes(Path file) throws IOException {
        BufferedImage image = ImageIO.read(file.toFile());
        int pixels = image.getWidth() * image.getHeight();
        byte[] planes = new byte[3 * pixels];
        for (int i = 0; i < pixels; i++) {
            int rgb = image.getRGB(i % image.getWidth(), i / image.getWidth());
            planes[i] = (byte) (rgb >> 16);
            planes[pixels + i] = (byte) (rgb >> 8);
            planes[2 * pixels + i] = (byte) rgb;
        }
        return planes;
    }

    private static Path image(Path file, int width, int height, int seed) throws IOException {
        Files.createDirectories(file.resolveSibling(""));
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Random random = new Random(seed);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int smooth = 128 + (int) (100 * Math.sin(x / 7.0 + seed) * Math.cos(y / 9.0));
                image.setRGB(x, y, smooth << 16 | (255 - smooth) << 8 | random.nextInt(256));
            }
        }
        ImageIO.write(image, "png", file.toFile());
        return file;
    }
}
