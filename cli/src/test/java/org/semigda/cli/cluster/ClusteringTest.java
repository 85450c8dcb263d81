package org.semigda.cli.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.eventbus.ReplyException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
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
        Path secret = Files.writeString(folder.resolve("secret"), "a word that nobody guesses");
        Path guess = Files.writeString(folder.resolve("guess"), "another word, just as long");
        Vertx first = join("first", secret);
        first.eventBus()
                .consumer(ADDRESS, message -> message.reply("first"))
                .completion()
                .toCompletionStage()
                .toCompletableFuture()
                .get(60, TimeUnit.SECONDS);

        assertThat(ask(join("second", secret))).isEqualTo("first");
        Vertx stranger = join("stranger", guess);
        assertThatThrownBy(() -> ask(stranger))
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(ReplyException.class)
                .hasMessageContaining("No handlers");
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

    private Vertx join(String home, Path secret) throws Exception {
        Vertx member = Clustering.join(
                        new VertxOptions(),
                        folder.resolve(home),
                        new ClusterSettings(Optional.empty(), Optional.of(secret), ClusterSettings.Place.LOOPBACK))
                .map(Clustering.Formed::vertx)
                .toCompletionStage()
                .toCompletableFuture()
                .get(60, TimeUnit.SECONDS);
        members.add(member);
        return member;
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
