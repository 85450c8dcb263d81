package org.semigda.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BatchLoaderTest {

    private static final LoaderSettings SETTINGS = new LoaderSettings(16, 24, 2, 3, 5, 2, 5, true, 1 << 20, 1);

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    Path root;

    private DataSet set = new DataSet(Path.of("none"), "none", List.of(), List.of());

    /** The content of a batch, to be compared. */
    private record Content(List<String> ids, List<Float> pixels, List<Byte> labels) {
        static Content of(Batch batch) {
            try (batch) {
                List<Float> pixels = new ArrayList<>();
                for (FloatBuffer all = batch.pixels(); all.hasRemaining(); ) {
                    pixels.add(all.get());
                }
                List<Byte> labels = new ArrayList<>();
                for (ByteBuffer all = batch.labels(); all.hasRemaining(); ) {
                    labels.add(all.get());
                }
                return new Content(batch.ids(), pixels, labels);
            }
        }
    }

    @BeforeEach
    void twenty_images() {
        set = DataSet.open(TestImages.folder(root, 20, 0, 30, 20));
    }

    @Test
    void a_batch_has_the_shapes_it_says() {
        try (BatchLoader loader = loader(SETTINGS);
                Batch batch = loader.training(1, 0)) {
            assertThat(batch.images()).isEqualTo(5);
            assertThat(batch.masks()).isEqualTo(2);
            assertThat(batch.height()).isEqualTo(16);
            assertThat(batch.width()).isEqualTo(24);
            assertThat(batch.pixels().remaining()).isEqualTo(5 * 3 * 16 * 24);
            assertThat(batch.pixels().isDirect()).isTrue();
            assertThat(batch.pixels().order()).isEqualTo(ByteOrder.nativeOrder());
            assertThat(batch.labels().remaining()).isEqualTo(2 * 16 * 24);
            assertThat(batch.labels().isDirect()).isTrue();
            assertThat(batch.ids().subList(0, 2)).isSubsetOf("0", "1", "2", "3");
            assertThat(batch.ids().subList(2, 5)).isSubsetOf("4", "5", "6", "7", "8", "9", "10", "11", "12", "13");
        }
    }

    @Test
    void a_batch_depends_on_seed_stage_and_step_alone() {
        LoaderSettings threaded = new LoaderSettings(16, 24, 2, 3, 5, 2, 5, true, 0, 3);
        LoaderSettings reseeded = new LoaderSettings(16, 24, 2, 3, 5, 2, 6, true, 1 << 20, 1);
        try (BatchLoader first = loader(SETTINGS);
                BatchLoader second = loader(threaded);
                BatchLoader third = loader(reseeded)) {
            for (int stage = 0; stage < 3; stage++) {
                List<Content> forwards = new ArrayList<>();
                for (int step = 0; step < 6; step++) {
                    forwards.add(Content.of(first.training(stage, step)));
                }
                for (int step = 5; step >= 0; step--) {
                    assertThat(Content.of(second.training(stage, step))).isEqualTo(forwards.get(step));
                }
                assertThat(Content.of(third.training(stage, 0))).isNotEqualTo(forwards.get(0));
                assertThat(new HashSet<>(forwards)).hasSize(6);
            }
            assertThat(Content.of(first.training(1, 0))).isNotEqualTo(Content.of(first.training(2, 0)));
        }
    }

    @Test
    void parts_of_a_batch_put_together_are_the_batch() {
        LoaderSettings settings = new LoaderSettings(16, 24, 4, 6, 4, 2, 5, true, 1 << 20, 1);
        try (BatchLoader whole = loader(settings);
                BatchLoader first = loader(settings, new ShardPlace(0, 2));
                BatchLoader second = loader(settings, new ShardPlace(1, 2))) {
            assertThat(second.stepsPerEpoch()).isEqualTo(whole.stepsPerEpoch());
            for (int stage = 0; stage < 3; stage++) {
                for (int step = 0; step < 4; step++) {
                    Content all = Content.of(whole.training(stage, step));
                    Content left = Content.of(first.training(stage, step));
                    Content right = Content.of(second.training(stage, step));
                    if (stage == 0) {
                        assertThat(concat(left.ids(), right.ids())).isEqualTo(all.ids());
                        assertThat(concat(left.pixels(), right.pixels())).isEqualTo(all.pixels());
                    } else {
                        assertThat(interleave(left.ids(), right.ids(), 2)).isEqualTo(all.ids());
                        assertThat(interleave(left.pixels(), right.pixels(), 2 * 3 * 16 * 24))
                                .isEqualTo(all.pixels());
                    }
                    assertThat(concat(left.labels(), right.labels())).isEqualTo(all.labels());
                }
            }
        }
    }

    @Test
    void a_batch_that_cannot_be_divided_is_refused_with_both_numbers() {
        assertThatThrownBy(() -> loader(SETTINGS, new ShardPlace(0, 2)))
                .isInstanceOf(org.semigda.conf.UserError.class)
                .hasMessageContaining("batch.unlabelled=3 cannot be divided among 2 devices");
    }

    private static <T> List<T> concat(List<T> first, List<T> second) {
        List<T> all = new ArrayList<>(first);
        all.addAll(second);
        return all;
    }

    /** Labelled parts of both, then the rest of both. */
    private static <T> List<T> interleave(List<T> first, List<T> second, int labelled) {
        return concat(
                concat(first.subList(0, labelled), second.subList(0, labelled)),
                concat(first.subList(labelled, first.size()), second.subList(labelled, second.size())));
    }

    @Test
    void an_epoch_is_one_pass_over_the_unlabelled_images() {
        try (BatchLoader loader = loader(SETTINGS)) {
            assertThat(loader.stepsPerEpoch()).isEqualTo(4); // 10 images in threes
            Set<List<String>> orders = new HashSet<>();
            for (int epoch = 0; epoch < 3; epoch++) {
                List<String> order = new ArrayList<>();
                for (int step = 0; step < 4; step++) {
                    try (Batch batch = loader.training(2, epoch * 4 + step)) {
                        order.addAll(batch.ids().subList(2, 5));
                    }
                }
                assertThat(order.subList(0, 10)).doesNotHaveDuplicates();
                assertThat(order.subList(10, 12)).isEqualTo(order.subList(0, 2));
                orders.add(order);
            }
            assertThat(orders).as("each epoch has an order of its own").hasSize(3);
        }
    }

    @Test
    void labelled_images_take_turns() {
        try (BatchLoader loader = loader(SETTINGS)) {
            for (int round = 0; round < 5; round++) {
                Set<String> seen = new HashSet<>();
                for (int step = 0; step < 2; step++) {
                    try (Batch batch = loader.training(1, round * 2 + step)) {
                        seen.addAll(batch.ids().subList(0, 2));
                    }
                }
                assertThat(seen).containsExactlyInAnyOrder("0", "1", "2", "3");
            }
        }
    }

    @Test
    void without_unlabelled_images_only_labelled_ones_are_segmented() {
        try (BatchLoader loader = loader(new LoaderSettings(8, 8, 3, 0, 3, 2, 5, true, 1 << 20, 1))) {
            assertThat(loader.stepsPerEpoch()).isEqualTo(2);
            for (int stage = 1; stage < 3; stage++) {
                for (int step = 0; step < 4; step++) {
                    try (Batch batch = loader.training(stage, step)) {
                        assertThat(batch.images()).isEqualTo(3);
                        assertThat(batch.masks()).isEqualTo(3);
                        assertThat(batch.ids()).isSubsetOf("0", "1", "2", "3");
                    }
                }
            }
        }
    }

    @Test
    void the_autoencoder_sees_the_same_images_with_and_without_unlabelled_ones_in_a_batch() {
        try (BatchLoader both = loader(new LoaderSettings(8, 8, 3, 2, 4, 2, 5, true, 1 << 20, 1));
                BatchLoader labelledOnly = loader(new LoaderSettings(8, 8, 3, 0, 4, 2, 5, true, 1 << 20, 1))) {
            for (int step = 0; step < 4; step++) {
                try (Batch one = both.training(0, step);
                        Batch other = labelledOnly.training(0, step)) {
                    assertThat(other.ids()).isEqualTo(one.ids());
                    assertThat(other.pixels()).isEqualTo(one.pixels());
                    assertThat(other.labels()).isEqualTo(one.labels());
                }
            }
        }
    }

    @Test
    void stage_0_has_a_mask_per_image_and_blobs_among_them() {
        int foreground = 0;
        int empty = 0;
        try (BatchLoader loader = loader(SETTINGS)) {
            for (int step = 0; step < 40; step++) {
                try (Batch batch = loader.training(0, step)) {
                    assertThat(batch.masks()).isEqualTo(batch.images()).isEqualTo(5);
                    ByteBuffer labels = batch.labels();
                    for (int mask = 0; mask < 3; mask++) {
                        int count = 0;
                        for (int i = 0; i < 16 * 24; i++) {
                            count += labels.get();
                        }
                        foreground += count;
                        empty += count == 0 ? 1 : 0;
                    }
                }
            }
        }
        assertThat(empty).isBetween(15, 60); // about a quarter of 120
        assertThat((double) foreground / (120 * 16 * 24)).isBetween(0.05, 0.4);
    }

    @Test
    void evaluation_is_resized_only_in_order_and_complete() {
        try (BatchLoader loader = loader(new LoaderSettings(20, 30, 2, 3, 5, 2, 5, true, 1 << 20, 1))) {
            assertThat(loader.evaluationBatches(Part.TEST, 2)).isEqualTo(2);
            try (Batch last = loader.evaluation(Part.TEST, 1, 2)) {
                assertThat(last.ids()).containsExactly("19");
                Picture picture = PictureReader.read(root.resolve("images/19.png"));
                assertThat(last.pixels().get(20 * 30 + 31)).isEqualTo((float) (picture.value(1, 1, 1) / 127.5 - 1));
                assertThat(last.labels().get(19)).isEqualTo((byte) 1);
                assertThat(last.labels().get(20)).isEqualTo((byte) 0);
            }
            assertThatThrownBy(() -> loader.evaluation(Part.TEST, 2, 2))
                    .hasMessage("no evaluation batch 2: the part TEST has 2");
            assertThat(loader.evaluationBatches(Part.TRAINING, 4)).isEqualTo(1);
        }
    }

    @Test
    void buffers_are_used_again_and_a_closed_batch_refuses() {
        BatchPool pool = new BatchPool();
        Batch first = new Batch(pool, List.of("a"), 1, 4, 4);
        first.close();
        first.close();
        assertThat(pool.idle()).isEqualTo(2);

        Batch second = new Batch(pool, List.of("b"), 1, 4, 4);
        assertThat(pool.idle()).isZero();
        assertThat(second.pixels().remaining()).isEqualTo(48);
        assertThatThrownBy(first::pixels).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void the_cache_keeps_to_its_limit() {
        PictureCache roomy = new PictureCache(new LoaderSettings(10, 10, 1, 1, 2, 2, 1, false, 1000, 1));
        for (Item item : set.items()) {
            roomy.picture(item);
        }
        assertThat(roomy.bytes()).isEqualTo(3 * 300);
        assertThat(roomy.picture(set.item("0"))).isSameAs(roomy.picture(set.item("0")));
        assertThat(roomy.picture(set.item("9"))).isNotSameAs(roomy.picture(set.item("9")));
    }

    @Test
    void refuses_a_split_of_other_images_or_without_unlabelled_ones() {
        Split foreign = new Split("h", 1, List.of("x"), List.of("1"), List.of(), List.of());
        assertThatExceptionOfType(DataException.class)
                .isThrownBy(() -> new BatchLoader(set, foreign, SETTINGS))
                .withMessageStartingWith("the split needs the mask of image 'x', which " + root + " lacks");
        assertThatExceptionOfType(DataException.class)
                .isThrownBy(() -> new BatchLoader(set, TestImages.split(4, 0, 1, 1), SETTINGS))
                .withMessageStartingWith("a batch needs 1 unlabelled images, but the split has only 0");
    }

    private BatchLoader loader(LoaderSettings settings, ShardPlace place) {
        return new BatchLoader(set, TestImages.split(4, 10, 3, 3), settings, java.util.Optional.empty(), place);
    }

    private BatchLoader loader(LoaderSettings settings) {
        return new BatchLoader(set, TestImages.split(4, 10, 3, 3), settings);
    }
}
