package org.semigda.infer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import javax.imageio.ImageIO;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.semigda.infer.FolderPredictor.Listener;
import org.semigda.infer.FolderPredictor.Report;
import org.semigda.model.SemiGda;

class PredictMemoryTest {

    private static final int SIDE = 400;
    private static final Path STATUS = Path.of("/proc/self/status");

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private Path folder;

    /** A picture takes 480 kB; if they were kept, 96 more of them would take 46 MB. */
    @Test
    void noImageIsKeptOnceItsMaskIsWritten() throws IOException {
        List<Long> heap = new ArrayList<>();
        List<Long> natives = new ArrayList<>();
        predict(128, (done, total, image) -> {
            if (done == 32 || done == 128) {
                System.gc();
                heap.add(
                        ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
                natives.add(Pointer.totalBytes());
            }
        });
        assertThat(heap).hasSize(2);
        assertThat(heap.get(1) - heap.get(0)).as("bytes of heap that stay").isLessThan(10L << 20);
        assertThat(natives.get(1)).as("native bytes").isEqualTo(natives.get(0));
    }

    @Test
    @Tag("soak")
    @EnabledIfSystemProperty(named = "semigda.soak", matches = "true")
    void residentMemoryIsFlatOverAThousandImages() throws IOException {
        assumeThat(Files.isReadable(STATUS)).isTrue();
        List<Long> resident = new ArrayList<>();
        predict(1000, (done, total, image) -> {
            if (done == 200 || done == 1000) {
                resident.add(residentMegabytes());
            }
        });
        System.out.printf("resident after 200 images %d MB, after 1000 %d MB%n", resident.get(0), resident.get(1));
        assertThat(resident.get(1)).isLessThan(resident.get(0) + 100);
    }

    private void predict(int images, Listener listener) throws IOException {
        BufferedImage picture = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < SIDE * SIDE; i++) {
            picture.setRGB(i % SIDE, i / SIDE, i * 2654435);
        }
        Path first = folder.resolve("first.png");
        ImageIO.write(picture, "png", first.toFile());
        Path in = Files.createDirectories(folder.resolve("in"));
        for (int i = 0; i < images; i++) {
            Files.copy(first, in.resolve(i + ".png"));
        }
        try (SemiGda model = TinyModel.create(1)) {
            Report report = new FolderPredictor(new Predictor(model))
                    .predict(in, folder.resolve("out"), new PredictOptions(true, false, OptionalInt.empty()), listener);
            assertThat(report.masks()).hasSize(images);
            assertThat(report.failures()).isEmpty();
        }
    }

    private static long residentMegabytes() {
        try {
            return Files.readAllLines(STATUS).stream()
                    .filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
                    .findFirst()
                    .orElseThrow();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
