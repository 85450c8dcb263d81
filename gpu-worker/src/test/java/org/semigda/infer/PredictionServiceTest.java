package org.semigda.infer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.semigda.checkpoint.Checkpoint;
import org.semigda.conf.UserError;
import org.semigda.data.PhantomGenerator;
import org.semigda.infer.PredictionService.Answer;
import org.semigda.infer.PredictionService.Limits;
import org.semigda.model.SemiGda;
import org.semigda.torch.Device;

class PredictionServiceTest {

    private static Path folder;
    private static Path image;

    @BeforeAll
    static void build(@TempDir Path temporary) throws IOException {
        folder = temporary;
        PhantomGenerator.write(folder.resolve("data"), 1, 48, 7);
        try (var files = Files.list(folder.resolve("data/images"))) {
            image = files.findFirst().orElseThrow();
        }
        for (int seed = 1; seed <= 2; seed++) {
            try (SemiGda model = TinyModel.create(seed)) {
                Checkpoint.write(folder.resolve("model-" + seed), TinyModel.snapshot(model, Map.of(), 0.5));
            }
        }
    }

    @Test
    void theAnswerIsWhatPredictWrites() throws Exception {
        try (PredictionService service = new PredictionService(Device.CPU, Limits.STANDARD);
                OpenModel model = ModelStore.open(folder.resolve("model-1"), Device.CPU)) {
            Answer answer = get(service.predict(folder.resolve("model-1"), Files.readAllBytes(image)));
            new FolderPredictor(model.predictor())
                    .predict(
                            image,
                            folder.resolve("out"),
                            new PredictOptions(true, true, java.util.OptionalInt.empty()),
                            FolderPredictor.Listener.silent());
            String stem = image.getFileName().toString().replace(".png", "");
            assertThat(answer.mask()).isEqualTo(Files.readAllBytes(folder.resolve("out/" + stem + ".png")));
            assertThat(answer.overlay()).isEqualTo(Files.readAllBytes(folder.resolve("out/" + stem + "_overlay.png")));
            assertThat(answer.probabilities().get(0))
                    .isEqualTo(Files.readAllBytes(folder.resolve("out/" + stem + "_probability.png")));
            BufferedImage probability =
                    ImageIO.read(new ByteArrayInputStream(answer.probabilities().get(0)));
            assertThat(probability.getType()).isEqualTo(BufferedImage.TYPE_USHORT_GRAY);
            assertThat(probability.getWidth()).isEqualTo(48);
        }
    }

    /** A model is opened once; when its checkpoint is written anew, or another one needs the place, it is opened again. */
    @Test
    void aModelStaysWarmUntilItsCheckpointChanges() throws Exception {
        byte[] bytes = Files.readAllBytes(image);
        Path changing = folder.resolve("changing");
        try (PredictionService service =
                new PredictionService(Device.CPU, new Limits(1, 4, Duration.ofSeconds(60), 1 << 20))) {
            try (SemiGda model = TinyModel.create(1)) {
                Checkpoint.write(changing, TinyModel.snapshot(model, Map.of(), 0.5));
            }
            Answer first = get(service.predict(changing, bytes));
            Files.move(changing.resolve("model.safetensors"), changing.resolve("away"));
            assertThat(get(service.predict(changing, bytes)).probabilities().get(0))
                    .as("answered without its file")
                    .isEqualTo(first.probabilities().get(0));
            Files.move(changing.resolve("away"), changing.resolve("model.safetensors"));
            try (SemiGda model = TinyModel.create(2)) {
                Checkpoint.write(changing, TinyModel.snapshot(model, Map.of(), 0.5));
            }
            assertThat(get(service.predict(changing, bytes)).probabilities().get(0))
                    .as("the new weights")
                    .isNotEqualTo(first.probabilities().get(0))
                    .isEqualTo(get(service.predict(folder.resolve("model-2"), bytes))
                            .probabilities()
                            .get(0));
        }
    }

    @Test
    void tooManyAreTurnedAwayAtOnce() throws Exception {
        byte[] bytes = Files.readAllBytes(image);
        try (PredictionService service =
                new PredictionService(Device.CPU, new Limits(1, 2, Duration.ofSeconds(60), 1 << 20))) {
            List<CompletableFuture<Answer>> answers = new ArrayList<>();
            for (int i = 0; i < 4; i++) { // one at work at most, two waiting
                answers.add(service.predict(folder.resolve("model-1"), bytes));
            }
            assertThatThrownBy(() -> get(answers.get(3)))
                    .isInstanceOf(ExecutionException.class)
                    .hasCauseInstanceOf(PredictionService.Busy.class)
                    .hasMessageContaining("2 images wait");
            assertThat(get(answers.get(0)).width()).isEqualTo(48);
        }
    }

    /** While the first opens its model, which takes far longer than its patience, the others' time runs out. */
    @Test
    void whatTakesTooLongFailsAndWhatHasNotBegunNeverBegins() throws Exception {
        byte[] bytes = Files.readAllBytes(image);
        try (PredictionService service =
                new PredictionService(Device.CPU, new Limits(1, 8, Duration.ofMillis(1), 1 << 20))) {
            List<CompletableFuture<Answer>> answers = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                answers.add(service.predict(folder.resolve("model-1"), bytes));
            }
            for (CompletableFuture<Answer> late : answers) {
                assertThatThrownBy(() -> get(late))
                        .isInstanceOf(ExecutionException.class)
                        .hasCauseInstanceOf(TimeoutException.class);
            }
            service.drained().get(120, TimeUnit.SECONDS);
            assertThat(service.computed()).isLessThanOrEqualTo(1);
            assertThat(service.waiting()).isZero();
        }
    }

    @Test
    void badInputIsTheCallersFault() throws Exception {
        try (PredictionService service =
                new PredictionService(Device.CPU, new Limits(1, 8, Duration.ofSeconds(60), 100_000))) {
            assertThatThrownBy(() -> get(service.predict(folder.resolve("model-1"), new byte[] {1, 2, 3})))
                    .hasCauseInstanceOf(UserError.class);
            assertThatThrownBy(() -> get(service.predict(folder.resolve("nowhere"), Files.readAllBytes(image))))
                    .hasCauseInstanceOf(UserError.class)
                    .hasMessageContaining("no such checkpoint");
            assertThatThrownBy(() -> get(service.predict(folder.resolve("model-1"), new byte[100_001])))
                    .hasCauseInstanceOf(UserError.class)
                    .hasMessageContaining("at most 100000");
        }
    }

    private static Answer get(CompletableFuture<Answer> answer) throws Exception {
        return answer.get(120, TimeUnit.SECONDS);
    }
}
