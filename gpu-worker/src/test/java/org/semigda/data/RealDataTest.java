package org.semigda.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Real data sets, where a folder {@code shared/data} lies beside the repository or SEMIGDA_TEST_DATA names one. */
class RealDataTest {

    @ParameterizedTest
    @CsvSource({
        "CVC-ClinicDB, images+masks, 550, 384, 288",
        "CVC-ClinicDB-tif, original+ground-truth, 12, 384, 288",
        "Kvasir-SEG, images+masks, 900, 256, 256",
        "ISIC-2018, isic, 600, 512, 512"
    })
    void is_understood_and_every_image_has_its_mask(String name, String layout, int pairs, int width, int height) {
        Optional<Path> folder = data().map(data -> data.resolve(name)).filter(Files::isDirectory);
        assumeTrue(folder.isPresent(), "no real data here");
        DataSet set = DataSet.open(folder.orElseThrow());

        assertThat(set.layout()).isEqualTo(layout);
        assertThat(set.items()).hasSize(pairs).allMatch(Item::hasMask);
        for (Item item : List.of(
                set.items().get(0), set.items().get(pairs / 2), set.items().get(pairs - 1))) {
            Decoded decoded = Decoded.annotated(item, 2);
            assertThat(decoded.picture().width()).isEqualTo(width);
            assertThat(decoded.picture().height()).isEqualTo(height);
            assertThat(decoded.labels().orElseThrow().labels()).contains(0, 1).containsOnly(0, 1);
        }
    }

    @Test
    void busi_has_its_lesions_and_leaves_the_healthy_out() {
        Optional<Path> folder = data().map(data -> data.resolve("BUSI")).filter(Files::isDirectory);
        assumeTrue(folder.isPresent(), "no real data here");
        DataSet set = DataSet.open(folder.orElseThrow());

        assertThat(set.layout()).isEqualTo("busi");
        assertThat(set.items()).hasSize(517).allMatch(Item::hasMask);
        assertThat(set.items())
                .as("images with several masks")
                .anyMatch(item -> item.masks().size() > 1);
        assertThat(set.leftOut()).containsEntry("normal (no lesion)", 12);
    }

    @Test
    void clinicdbs_tiff_frames_are_the_same_pictures_as_its_png_frames() {
        Optional<Path> tif =
                data().map(data -> data.resolve("CVC-ClinicDB-tif")).filter(Files::isDirectory);
        Optional<Path> png = data().map(data -> data.resolve("CVC-ClinicDB")).filter(Files::isDirectory);
        assumeTrue(tif.isPresent() && png.isPresent(), "no real data here");
        DataSet frames = DataSet.open(png.orElseThrow());

        int compared = 0;
        for (Item item : DataSet.open(tif.orElseThrow()).items()) {
            Optional<Item> same = frames.items().stream()
                    .filter(frame -> frame.id().equals(item.id()))
                    .findFirst();
            if (same.isPresent()) {
                compared++;
                assertThat(PictureReader.read(item.image()).rgb())
                        .as(item.id())
                        .isEqualTo(PictureReader.read(same.get().image()).rgb());
            }
        }
        assertThat(compared).isPositive();
    }

    private static Optional<Path> data() {
        String named = System.getenv("SEMIGDA_TEST_DATA");
        if (named != null) {
            return Optional.of(Path.of(named));
        }
        return Stream.iterate(
                        Optional.of(Path.of("").toAbsolutePath()), Optional::isPresent, at -> at.map(Path::getParent))
                .flatMap(Optional::stream)
                .filter(at -> Files.exists(at.resolve("mvnw")) || Files.isDirectory(at.resolve("gpu-worker")))
                .map(at -> at.resolveSibling("shared").resolve("data"))
                .filter(Files::isDirectory)
                .findFirst();
    }
}
