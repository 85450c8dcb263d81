package org.semigda.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.semigda.conf.Settings;
import org.semigda.data.BatchLoader;
import org.semigda.data.DataException;
import org.semigda.data.DataSet;
import org.semigda.data.LabelledShare;
import org.semigda.data.LoaderSettings;
import org.semigda.data.PhantomGenerator;
import org.semigda.data.Problem;
import org.semigda.data.Split;
import org.semigda.train.TrainingPlan;

/** What goes wrong with data while a run trains is told to the worker, and nothing waits for ever. */
@Timeout(300)
class DataLoaderVerticleTest {

    private static final int STEPS = 12;

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    Path root;

    private final Vertx vertx = Vertx.vertx();
    private final BlockingQueue<LocalMessage> arrived = new LinkedBlockingQueue<>();
    private final List<Problem> skipped = new CopyOnWriteArrayList<>();

    @BeforeEach
    void a_worker_that_listens() throws Exception {
        PhantomGenerator.write(root, 12, 32, 1);
        LocalCodec.register(vertx.eventBus());
        await(vertx.eventBus()
                .<LocalMessage>localConsumer("worker", message -> arrived.add(message.body()))
                .completion());
    }

    @AfterEach
    void close() throws Exception {
        await(vertx.close());
    }

    @Test
    void no_more_batches_are_begun_than_there_is_credit_for() throws Exception {
        try (BatchLoader loader = loader(Optional.empty())) {
            String id = deploy(loader);
            credit(3);
            take(3);
            credit(2);
            take(2);

            await(vertx.undeploy(id));

            assertThat(failure()).hasMessage("the loader ended at step 5 of " + STEPS);
        }
    }

    @Test
    void all_batches_come_where_credit_is_plenty_and_the_end_is_no_failure() throws Exception {
        try (BatchLoader loader = loader(Optional.empty())) {
            String id = deploy(loader);
            credit(2 * STEPS);
            take(STEPS);

            await(vertx.undeploy(id));

            assertThat(arrived).isEmpty();
        }
    }

    @Test
    void a_folder_that_disappears_is_told_and_ends_the_loading() throws Exception {
        try (BatchLoader loader = loader(Optional.empty())) {
            deploy(loader);
            credit(1);
            take(1);

            removeImages();
            credit(STEPS);

            assertThat(failure()).isInstanceOf(DataException.class).hasMessageContaining("no such file: " + root);
        }
    }

    @Test
    void a_folder_that_disappears_ends_a_run_that_skips_bad_images_too() throws Exception {
        try (BatchLoader loader = loader(Optional.of(skipped::add))) {
            deploy(loader);
            removeImages();

            credit(1);

            assertThat(failure())
                    .isInstanceOf(DataException.class)
                    .hasMessageContaining("images in a row cannot be read; is " + root + " still there?");
        }
    }

    @Test
    void a_single_bad_image_is_skipped_once_the_settings_say_so_and_told_once() throws Exception {
        try (BatchLoader loader = loader(Optional.of(skipped::add))) {
            deploy(loader);
            Files.writeString(root.resolve("images/" + loaderSplit().labelled().get(0) + ".png"), "gone");

            credit(STEPS);
            take(STEPS);

            assertThat(skipped).singleElement().satisfies(problem -> {
                assertThat(problem.code()).isEqualTo("unreadable");
                assertThat(problem.file())
                        .isEqualTo("images/" + loaderSplit().labelled().get(0) + ".png");
            });
        }
    }

    @Test
    void a_loader_that_is_taken_down_in_the_middle_says_so() throws Exception {
        try (BatchLoader loader = loader(Optional.empty())) {
            String id = deploy(loader);
            credit(2);
            take(2);

            await(vertx.undeploy(id));

            assertThat(failure()).hasMessage("the loader ended at step 2 of " + STEPS);
        }
    }

    @Test
    void a_loader_whose_threads_are_gone_says_so() throws Exception {
        BatchLoader loader = loader(Optional.empty());
        deploy(loader);
        credit(1);
        take(1);

        loader.close();
        credit(1);

        assertThat(failure()).isInstanceOf(java.util.concurrent.RejectedExecutionException.class);
    }

    private String deploy(BatchLoader loader) throws Exception {
        TrainingPlan plan = TrainingPlan.of(
                Settings.defaults()
                        .with(Map.of("stage0.steps", "0", "stage1.steps", "4", "stage2.steps", "" + (STEPS - 4))),
                4,
                false);
        return await(vertx.deployVerticle(new DataLoaderVerticle("loader", "worker", loader, plan, 0)));
    }

    private Split loaderSplit() {
        return Split.seeded(DataSet.open(root), LabelledShare.parse("3"), 0.1, 0.1, 1);
    }

    private BatchLoader loader(Optional<Consumer<Problem>> skipping) {
        // Two threads, and no cache: every image is read when it is needed.
        return new BatchLoader(
                DataSet.open(root), loaderSplit(), new LoaderSettings(32, 32, 2, 2, 2, 2, 1, true, 0, 2), skipping);
    }

    private void credit(int batches) {
        vertx.eventBus().send("loader", new LocalMessage.Credit(batches), LocalCodec.options());
    }

    private void take(int batches) throws InterruptedException {
        for (int i = 0; i < batches; i++) {
            LocalMessage message = next();
            assertThat(message).isInstanceOf(LocalMessage.BatchReady.class);
            ((LocalMessage.BatchReady) message).batch().close();
        }
    }

    private Throwable failure() throws InterruptedException {
        for (LocalMessage message = next(); ; message = next()) {
            if (message instanceof LocalMessage.LoadingFailed failed) {
                return failed.cause();
            }
        }
    }

    private LocalMessage next() throws InterruptedException {
        return Objects.requireNonNull(arrived.poll(60, TimeUnit.SECONDS), "nothing arrives");
    }

    private void removeImages() throws IOException {
        try (Stream<Path> files = Files.list(root.resolve("images"))) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
    }
}
