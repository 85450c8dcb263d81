package org.semigda.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.semigda.it.BuiltProject.Ran;

/** A bundle that is cut, joined elsewhere and used there, with nothing but a shell around it. */
@EnabledOnOs(value = OS.LINUX, architectures = "amd64")
class BundleIT {

    private static final String PLATFORM = "linux-x86_64";
    private static final Map<String, String> BARE = Map.of("JAVA_HOME", "");
    private static final Map<String, String> QUIET = Map.of("SEMIGDA_JAVA_OPTS", "-Xshare:off");

    @TempDir
    private Path temp;

    @Test
    void aBundleIsCutJoinedAndTrainsWithoutJavaOrMaven() throws Exception {
        BuiltProject project = BuiltProject.in(temp.resolve("the project"));
        Path parts = temp.resolve("parts");
        Ran made =
                project.semigda(QUIET, "bundle", "--platform", PLATFORM, "--split", "60M", "--out", parts.toString());
        assertThat(made.code()).as(made.err()).isZero();
        try (Stream<Path> files = Files.list(parts)) {
            assertThat(files.map(file -> file.getFileName().toString()).sorted().toList())
                    .startsWith("SHA256SUMS", "join.sh")
                    .hasSizeGreaterThan(4)
                    .allMatch(name -> name.matches("SHA256SUMS|join\\.sh|semigda-.*-linux-x86_64\\.tar\\.part-\\d{4}"));
        }

        Path place = temp.resolve("another place");
        Ran joined =
                BuiltProject.run(BARE, Stream.of("sh", parts.resolve("join.sh").toString(), place.toString()));
        assertThat(joined.code()).as(joined.err()).isZero();
        Path semigda;
        try (Stream<Path> inside = Files.list(place)) {
            semigda = inside.toList().get(0).resolve("bin/semigda");
        }

        Ran version = bundled(semigda, "--version");
        assertThat(version.out())
                .startsWith("semigda ")
                .contains("Java " + Runtime.version().feature());
        Path data = temp.resolve("phantoms");
        Ran phantoms = bundled(
                semigda, "data", "phantom", "--out", data.toString(), "--count", "24", "--size", "32", "--seed", "3");
        assertThat(phantoms.code()).as(phantoms.err()).isZero();
        String[] words = TinyRun.train(data, temp.resolve("run"), Map.of("stage2.steps", "6"));
        Ran trained = bundled(semigda, words);
        assertThat(trained.code()).as(trained.err()).isZero();
        assertThat(trained.out()).containsPattern("test dice 0\\.\\d{4} iou 0\\.\\d{4} .* images 5\\n$");
        System.out.printf(
                "making and cutting the bundle took %d ms, training with it %d ms%n", made.millis(), trained.millis());
    }

    @Test
    void aBundleForOtherNativesThanTheBuildHasIsRefused() throws Exception {
        BuiltProject project = BuiltProject.in(temp.resolve("the project"));
        Ran refused = project.semigda(
                Map.of("SEMIGDA_JAVA_OPTS", "-Xshare:off", "SEMIGDA_PROFILE", "cpu"),
                "bundle",
                "--platform",
                "linux-x86_64-gpu",
                "--out",
                temp.resolve("out").toString());
        assertThat(refused.code()).isEqualTo(2);
        assertThat(refused.err()).contains("no natives of pytorch for linux-x86_64-gpu", "SEMIGDA_PROFILE=gpu");
        assertThat(temp.resolve("out")).doesNotExist();
    }

    /** With this machine's unpacked natives, which take seconds to unpack, and nothing else of it. */
    private Ran bundled(Path semigda, String... words) throws Exception {
        Path cache = Path.of(System.getProperty("user.home"), ".javacpp", "cache");
        Map<String, String> environment = Map.of(
                "JAVA_HOME",
                "",
                "PATH",
                "/usr/bin:/bin",
                "SEMIGDA_HOME",
                temp.resolve("home").toString(),
                "SEMIGDA_JAVA_OPTS",
                "-Xmx512m -Xshare:off -Dorg.bytedeco.javacpp.cachedir=" + cache);
        return BuiltProject.run(environment, Stream.concat(Stream.of(semigda.toString()), Stream.of(words)));
    }
}
