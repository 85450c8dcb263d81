package org.semigda.data.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.semigda.data.DataException;

@Timeout(300)
class DownloadTest {

    private static final int SIZE = 500_000;

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    Path folder;

    private final byte[] content = content(1);
    private final List<Integer> pauses = new ArrayList<>();

    @Test
    void a_file_arrives_whole_over_a_line_that_drops_every_connection() throws Exception {
        try (FlakyServer server = new FlakyServer(content, 120_000)) {
            List<Long> progress = new ArrayList<>();

            Download.Fetched fetched = download(5_000)
                    .fetch(server.address("/set.zip"), target(), Optional.empty(), (done, total) -> {
                        progress.add(done);
                        assertThat(total).isEqualTo(SIZE);
                    });

            assertThat(Files.readAllBytes(target())).isEqualTo(content);
            assertThat(fetched.bytes()).isEqualTo(SIZE);
            assertThat(progress).isSorted().endsWith((long) SIZE);
            // Of what arrived before a cut the client may have seen less than was sent; it never starts anew.
            assertThat(server.ranges().get(0)).isEmpty();
            assertThat(server.ranges().subList(1, server.ranges().size()))
                    .hasSizeGreaterThanOrEqualTo(SIZE / 120_000)
                    .allMatch(range -> range.matches("bytes=[1-9]\\d*-"))
                    .doesNotHaveDuplicates();
            assertThat(folder.resolve("set.zip.sha256")).hasContent(fetched.sha256() + "  set.zip");
            assertThat(Files.list(folder).map(path -> path.getFileName().toString()))
                    .containsExactlyInAnyOrder("set.zip", "set.zip.sha256");
        }
    }

    @Test
    void what_arrived_before_a_restart_is_not_fetched_again() throws Exception {
        try (FlakyServer server = new FlakyServer(content, 100_000)) {
            server.answer(200, "application/zip");
            Files.write(folder.resolve("set.zip.part"), Arrays.copyOf(content, 450_000));

            fetch(server, Optional.empty());

            assertThat(server.ranges()).containsExactly("bytes=450000-");
            assertThat(Files.readAllBytes(target())).isEqualTo(content);
            fetch(server, Optional.empty());
            assertThat(server.ranges()).as("a whole file is not asked for").hasSize(1);
        }
    }

    @Test
    void a_file_that_was_whole_but_not_named_yet_is_only_named() throws Exception {
        try (FlakyServer server = new FlakyServer(content, SIZE)) {
            Files.write(folder.resolve("set.zip.part"), content);

            fetch(server, Optional.empty());

            assertThat(server.ranges()).containsExactly("bytes=500000-");
            assertThat(Files.readAllBytes(target())).isEqualTo(content);
        }
    }

    @Test
    void a_file_that_changed_on_the_server_is_fetched_anew_and_not_mixed() throws Exception {
        byte[] other = content(2);
        try (FlakyServer server = new FlakyServer(content, 200_000)) {
            Download impatient = new Download(
                    client(),
                    new Download.Limits(3, Duration.ofSeconds(5), SIZE),
                    attempt -> server.replace(other, "\"two\""));

            impatient.fetch(server.address("/set.zip"), target(), Optional.empty(), (done, total) -> {});

            assertThat(Files.readAllBytes(target())).isEqualTo(other);
        }
    }

    @Test
    void a_server_that_sends_nothing_is_given_up_and_what_arrived_is_kept() throws Exception {
        try (FlakyServer server = new FlakyServer(content, 100_000)) {
            Download patient = new Download(client(), new Download.Limits(4, Duration.ofSeconds(5), SIZE), attempt -> {
                pauses.add(attempt);
                server.cutAfter(0);
            });

            assertThatExceptionOfType(DataException.class)
                    .isThrownBy(() ->
                            patient.fetch(server.address("/set.zip"), target(), Optional.empty(), (done, total) -> {}))
                    .withMessageMatching(
                            ".* [1-9]\\d* bytes are kept in \\Q" + folder.resolve("set.zip.part") + "\\E.*");
            assertThat(pauses).containsExactly(1, 2, 3);
        }
    }

    @Test
    void a_silent_connection_is_cut_and_continued() throws Exception {
        try (FlakyServer server = new FlakyServer(content, 300_000)) {
            server.stall();

            download(2_000).fetch(server.address("/set.zip"), target(), Optional.empty(), (done, total) -> {});

            assertThat(Files.readAllBytes(target())).isEqualTo(content);
            assertThat(server.ranges()).startsWith("").hasSizeGreaterThan(1);
        }
    }

    @Test
    void a_page_instead_of_a_file_says_that_a_login_is_wanted() throws Exception {
        try (FlakyServer server = new FlakyServer(content, SIZE)) {
            server.answer(200, "text/html; charset=utf-8");
            assertRefused(server, "it wants a login or a form; download the file by hand to " + target());
            server.answer(403, "application/xml");
            assertRefused(server, "status 403: it needs a login; give another address with --url");
            server.answer(404, "text/plain");
            assertRefused(server, "status 404; give another address with --url");
        }
    }

    @Test
    void another_file_than_the_expected_one_is_refused_and_removed() throws Exception {
        try (FlakyServer server = new FlakyServer(content, SIZE)) {
            assertThatExceptionOfType(DataException.class)
                    .isThrownBy(() -> fetch(server, Optional.of("00ff")))
                    .withMessageContaining("not 00ff; it was removed");
            assertThat(target()).doesNotExist();
            assertThat(folder.resolve("set.zip.part")).doesNotExist();
        }
    }

    @Test
    void a_file_larger_than_accepted_is_refused_before_it_arrives() throws Exception {
        try (FlakyServer server = new FlakyServer(content, SIZE)) {
            Download small =
                    new Download(client(), new Download.Limits(3, Duration.ofSeconds(5), SIZE - 1), attempt -> {});
            assertThatExceptionOfType(DataException.class)
                    .isThrownBy(() ->
                            small.fetch(server.address("/set.zip"), target(), Optional.empty(), (done, total) -> {}))
                    .withMessageContaining("500000 bytes large, more than the 499999");
            assertThat(folder.resolve("set.zip.part")).doesNotExist();
        }
    }

    private void assertRefused(FlakyServer server, String part) {
        assertThatExceptionOfType(DataException.class)
                .isThrownBy(() -> fetch(server, Optional.empty()))
                .withMessageContaining(part);
    }

    private void fetch(FlakyServer server, Optional<String> expected) throws InterruptedException {
        download(5_000).fetch(server.address("/set.zip"), target(), expected, (done, total) -> {});
    }

    private Download download(int silenceMillis) {
        return new Download(client(), new Download.Limits(3, Duration.ofMillis(silenceMillis), SIZE), pauses::add);
    }

    private static HttpClient client() {
        return HttpClient.newHttpClient();
    }

    private Path target() {
        return folder.resolve("set.zip");
    }

    private static byte[] content(long seed) {
        byte[] bytes = new byte[SIZE];
        new SplittableRandom(seed).nextBytes(bytes);
        return bytes;
    }
}
