package org.semigda.data.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.semigda.data.DataException;
import org.semigda.data.DataSet;
import org.semigda.data.PhantomGenerator;

@Timeout(300)
class UnzipTest {

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    Path folder;

    @Test
    void files_and_folders_come_out_and_what_macos_adds_does_not() throws IOException {
        Path archive = archive(Map.of("a/b/one.txt", "one", "__MACOSX/a/._one", "x", "a/.DS_Store", "x"));

        Unzip.into(archive, folder.resolve("out"), Unzip.Limits.usual(), (done, total) -> {});

        assertThat(folder.resolve("out/a/b/one.txt")).hasContent("one");
        assertThat(folder.resolve("out/__MACOSX")).doesNotExist();
        assertThat(folder.resolve("out/a/.DS_Store")).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = {"../evil.txt", "a/../../evil.txt", "/tmp/evil.txt", "..\\evil.txt", "C:\\evil.txt"})
    void a_name_that_leads_out_of_the_folder_is_refused_before_anything_is_written(String name) throws IOException {
        Map<String, String> entries = new LinkedHashMap<>();
        entries.put("good.txt", "good");
        entries.put(name, "evil");
        Path archive = archive(entries);

        assertThatExceptionOfType(DataException.class)
                .isThrownBy(() -> Unzip.into(archive, folder.resolve("out"), Unzip.Limits.usual(), (d, t) -> {}))
                .withMessageContaining("leads out of the folder");
        assertThat(folder.resolve("out")).isEmptyDirectory();
        assertThat(folder.resolve("evil.txt")).doesNotExist();
    }

    @Test
    void an_archive_that_unpacks_to_too_much_is_refused() throws IOException {
        Path archive = archive(Map.of("zeros", "0".repeat(100_000)));
        assertThat(Files.size(archive)).isLessThan(1000);

        assertRefused(archive, new Unzip.Limits(10, 99_999), "unpacks to more bytes than are accepted");
        assertRefused(archive, new Unzip.Limits(0, 1 << 20), "holds 1 entries, more than 0");
    }

    @Test
    void a_damaged_archive_is_named() throws IOException {
        Path archive = archive(Map.of("a", "b"));
        Files.write(archive, Arrays.copyOf(Files.readAllBytes(archive), 40));

        assertRefused(archive, Unzip.Limits.usual(), "cannot unpack " + archive + ": damaged");
    }

    @Test
    void a_set_is_fetched_over_a_bad_line_unpacked_and_recognised() throws Exception {
        Path phantoms = folder.resolve("phantoms");
        PhantomGenerator.write(phantoms, 6, 64, 1);
        byte[] zip = zipped(phantoms, "Kvasir-SEG/");
        try (FlakyServer server = new FlakyServer(zip, zip.length / 3)) {
            Download download = new Download(
                    HttpClient.newHttpClient(), new Download.Limits(3, Duration.ofSeconds(5), 1 << 24), attempt -> {});
            FetchedSet sets = new FetchedSet(download, Unzip.Limits.usual());
            List<URI> from = List.of(server.address("/kvasir-seg.zip"));
            Path out = folder.resolve("out");

            List<Download.Fetched> fetched = sets.into(out, from, Optional.empty(), (what, done, total) -> {});

            DataSet set = DataSet.openBelow(out);
            assertThat(set.root()).isEqualTo(out.resolve("Kvasir-SEG"));
            assertThat(set.hash()).isEqualTo(DataSet.open(phantoms).hash());
            assertThat(out.resolve("archives/kvasir-seg.zip.sha256"))
                    .hasContent(fetched.get(0).sha256() + "  kvasir-seg.zip");
            assertThatExceptionOfType(DataException.class)
                    .isThrownBy(() -> sets.into(out, from, Optional.empty(), (what, done, total) -> {}))
                    .withMessageStartingWith(out.resolve("Kvasir-SEG") + " is there already");
        }
    }

    private void assertRefused(Path archive, Unzip.Limits limits, String part) {
        assertThatExceptionOfType(DataException.class)
                .isThrownBy(() -> Unzip.into(archive, folder.resolve("out"), limits, (d, t) -> {}))
                .withMessageContaining(part);
    }

    private Path archive(Map<String, String> entries) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (Map.Entry<String, String> entry : entries.entrySet()) {
                zip.putNextEntry(new ZipEntry(entry.getKey()));
                zip.write(entry.getValue().getBytes(StandardCharsets.UTF_8));
            }
        }
        return Files.write(folder.resolve("a.zip"), bytes.toByteArray());
    }

    private static byte[] zipped(Path root, String prefix) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes);
                var walk = Files.walk(root)) {
            for (Path file : walk.filter(Files::isRegularFile).sorted().toList()) {
                zip.putNextEntry(new ZipEntry(prefix + root.relativize(file)));
                zip.write(Files.readAllBytes(file));
            }
        }
        return bytes.toByteArray();
    }
}
