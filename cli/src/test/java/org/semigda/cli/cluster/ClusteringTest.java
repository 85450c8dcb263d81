package org.semigda.cli.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.abort;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.eventbus.ReplyException;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.semigda.conf.UserError;

/** Who is let into a cluster. */
class ClusteringTest {

    private static final String ADDRESS = "who.is.there";

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    Path folder;

    private final List<Vertx> members = new ArrayList<>();

    @AfterEach
    void leave() throws Exception {
        for (Vertx member : members) {
            member.close().toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
        }
    }

    @Test
    void onlyHoldersOfTheSecretHearEachOther() throws Exception {
        Clustering.Formed formed = form("home");
        formed.vertx()
                .eventBus()
                .consumer(ADDRESS, message -> message.reply("first"))
                .completion()
                .toCompletionStage()
                .toCompletableFuture()
                .get(60, TimeUnit.SECONDS);

        try (ClusterMember worker = ClusterMember.beside(formed, folder.resolve("home"))) {
            assertThat(ask(worker.vertx())).isEqualTo("first");
        }
        assertThatThrownBy(() -> ClusterMember.beside(formed, folder.resolve("another")))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("does not let this worker in: its secret is another one");
        assertThatThrownBy(() -> ask(form("another").vertx()))
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(ReplyException.class)
                .hasMessageContaining("No handlers");
    }

    @Test
    void aServerThatDoesNotAnswerHoldsNobodyUp() throws Exception {
        try (ServerSocket frozen = firstPort()) {
            long start = System.nanoTime();

            Clustering.Formed formed = form("home");

            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
            assertThat(formed.address().port()).isNotEqualTo(frozen.getLocalPort());
        }
    }

    /** A socket that takes connections and reads nothing, as that of a process without processor time. */
    private static ServerSocket firstPort() throws IOException {
        try {
            return new ServerSocket(5701, 50, InetAddress.getLoopbackAddress());
        } catch (BindException e) {
            return abort("skipped: port 5701 of this machine is in use: " + e);
        }
    }

    @Test
    void theSecretOfAHomeIsMadeOnceForItsOwnerAlone() throws IOException {
        Path home = folder.resolve("home");
        ClusterSecret made = ClusterSecret.of(home, Optional.empty());

        assertThat(made.word()).matches("[0-9a-f]{64}");
        assertThat(ClusterSecret.of(home, Optional.empty())).isEqualTo(made);
        assertThat(ClusterSecret.of(folder.resolve("other"), Optional.empty())).isNotEqualTo(made);
        assertThat(Files.getPosixFilePermissions(home.resolve(ClusterSecret.FILE)))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
        assertThat(made.clusterName("semigda")).startsWith("semigda-").doesNotContain(made.word());
        assertThat(made.toString()).doesNotContain(made.word());
    }

    @Test
    void aShortOrMissingSecretIsRefused() throws IOException {
        Path brief = Files.writeString(folder.resolve("brief"), "brief");

        assertThatThrownBy(() -> ClusterSecret.of(folder, Optional.of(brief)))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("has 5 characters; it needs at least 16");
        assertThatThrownBy(() -> ClusterSecret.of(folder, Optional.of(folder.resolve("nowhere"))))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("cannot be read");
    }

    private Clustering.Formed form(String home) throws Exception {
        Clustering.Formed formed = Clustering.form(
                        new VertxOptions(),
                        folder.resolve(home),
                        new ClusterSettings(Optional.empty(), Optional.empty(), ClusterSettings.Place.LOOPBACK))
                .toCompletionStage()
                .toCompletableFuture()
                .get(60, TimeUnit.SECONDS);
        members.add(formed.vertx());
        return formed;
    }

    private static Object ask(Vertx member) throws Exception {
        return member.eventBus()
                .request(ADDRESS, "?")
                .toCompletionStage()
                .toCompletableFuture()
                .get(60, TimeUnit.SECONDS)
                .body();
    }
}
