package org.semigda.worker.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.semigda.conf.UserError;
import org.semigda.protocol.FileListing;

/** What a cache of data sets keeps when it may not keep all. */
class DataCacheTest {

    private static final int BYTES = 1000;

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private Path folder;

    private final List<String> fetched = new ArrayList<>();
    private long now = 1_000_000;

    @Test
    void whatIsThereIsNotFetchedAgain() throws Exception {
        FileListing set = set("a");
        Path first;
        try (DataCache.Used used = cache(5000).get(set, this::fetch)) {
            first = used.content();
            assertThat(used.fetchedBytes()).isEqualTo(BYTES);
            assertThat(new FileListing.Reader().of(used.content())).isEqualTo(set);
        }
        try (DataCache.Used used = cache(5000).get(set, this::fetch)) {
            assertThat(used.content()).isEqualTo(first);
            assertThat(used.fetchedBytes()).isZero();
        }
        assertThat(fetched).containsExactly("a/1.bin");
    }

    @Test
    void theOneUsedLongestAgoGoesFirst() throws Exception {
        for (String name : List.of("a", "b", "c", "a", "d")) { // a was used again after b and c
            use(name, 3 * BYTES + 500);
        }
        assertThat(fetched).containsExactly("a/1.bin", "b/1.bin", "c/1.bin", "d/1.bin");
        use("a", 3 * BYTES + 500);
        use("c", 3 * BYTES + 500);
        assertThat(fetched).hasSize(4);
        use("b", 3 * BYTES + 500);
        assertThat(fetched).hasSize(5).endsWith("b/1.bin");
    }

    @Test
    void whatIsInUseStays() throws Exception {
        try (DataCache.Used used = cache(BYTES + 500).get(set("a"), this::fetch)) {
            assertThatThrownBy(() -> cache(BYTES + 500).get(set("b"), this::fetch))
                    .isInstanceOf(UserError.class)
                    .hasMessageContaining("in use take 1");
            assertThat(used.content().resolve("a/1.bin")).hasSize(BYTES);
        }
        use("b", BYTES + 500);
        assertThat(fetched).containsExactly("a/1.bin", "b/1.bin");
    }

    @Test
    void whatIsLargerThanTheCacheIsRefused() throws Exception {
        assertThatThrownBy(() -> cache(BYTES - 1).get(set("a"), this::fetch))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("has 1000 bytes, the cache in " + folder.resolve("cache") + " may hold 999");
    }

    @Test
    void aFetchThatBrokeOffGoesOnWithWhatIsMissing() throws Exception {
        Files.createDirectories(folder.resolve("source/a"));
        Files.write(folder.resolve("source/a/2.bin"), new byte[] {1, 2, 3});
        FileListing set = set("a");
        assertThatThrownBy(() -> cache(5000).get(set, (entry, parts, target) -> {
                    if (entry.path().equals("a/2.bin")) {
                        throw new UserError("the line is cut");
                    }
                    fetch(entry, parts, target);
                }))
                .hasMessage("the line is cut");
        fetched.clear();
        cache(5000).get(set, this::fetch).close();
        assertThat(fetched).containsExactly("a/2.bin");
    }

    private void use(String name, long bound) throws Exception {
        cache(bound).get(set(name), this::fetch).close();
    }

    private DataCache cache(long bound) {
        now += 10_000;
        return new DataCache(folder.resolve("cache"), bound, Clock.fixed(Instant.ofEpochMilli(now), ZoneOffset.UTC));
    }

    private FileListing set(String name) throws IOException {
        Path file = folder.resolve("source").resolve(name).resolve("1.bin");
        Files.createDirectories(file.getParent());
        byte[] bytes = new byte[BYTES];
        java.util.Arrays.fill(bytes, (byte) name.charAt(0));
        Files.write(file, bytes);
        return new FileListing.Reader().of(folder.resolve("source"), path -> path.startsWith(name + "/"));
    }

    private void fetch(FileListing.Entry entry, Path parts, Path target) {
        try {
            fetched.add(entry.path());
            Files.createDirectories(target.getParent());
            Files.copy(folder.resolve("source").resolve(entry.path()), target);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
