package org.semigda.cli.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.semigda.conf.UserError;

/** Which jars of a build belong to a platform. */
class NativeJarsTest {

    private static final List<String> COMMON = List.of(
            "javacpp-1.5.13-linux-x86_64.jar",
            "javacpp-1.5.13.jar",
            "openblas-0.3.31-1.5.13-linux-x86_64.jar",
            "openblas-0.3.31-1.5.13.jar",
            "pytorch-2.10.0-1.5.13.jar",
            "netty-transport-native-unix-common-4.2.12.Final.jar",
            "types__trusted-types-2.0.7.jar");

    @Test
    void aBuildForTheCpuIsTakenWhole() {
        List<String> build = and(COMMON, "pytorch-2.10.0-1.5.13-linux-x86_64.jar");
        assertThat(new NativeJars("linux-x86_64").choose(build)).isEqualTo(build);
    }

    @Test
    void aBuildForGpusIsTakenWholeWithWhatItBringsOfCuda() {
        List<String> build = and(
                COMMON,
                "cuda-13.1-9.19-1.5.13.jar",
                "cuda-13.1-9.19-1.5.13-linux-x86_64.jar",
                "cuda-13.1-9.19-1.5.13-linux-x86_64-redist.jar",
                "pytorch-2.10.0-1.5.13-linux-x86_64-gpu.jar");
        assertThat(new NativeJars("linux-x86_64-gpu").choose(build)).isEqualTo(build);
    }

    @Test
    void nativesOfOtherPlatformsStayBehind() {
        List<String> cpu = and(COMMON, "pytorch-2.10.0-1.5.13-linux-x86_64.jar");
        List<String> all = and(
                cpu,
                "pytorch-2.10.0-1.5.13-linux-x86_64-gpu.jar",
                "pytorch-2.10.0-1.5.13-windows-x86_64.jar",
                "cuda-13.1-9.19-1.5.13-linux-x86_64-redist.jar",
                "javacpp-1.5.13-macosx-arm64.jar");
        assertThat(new NativeJars("linux-x86_64").choose(all)).isEqualTo(cpu);
    }

    @Test
    void aBuildWithoutThePlatformsNativesIsRefusedWithTheCommandThatMakesOne() {
        List<String> cpu = and(COMMON, "pytorch-2.10.0-1.5.13-linux-x86_64.jar");
        assertThatThrownBy(() -> new NativeJars("linux-x86_64-gpu").choose(cpu))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("no natives of pytorch for linux-x86_64-gpu")
                .hasMessageContaining("SEMIGDA_PROFILE=gpu ./semigda bundle --platform linux-x86_64-gpu");
        assertThatThrownBy(() -> new NativeJars("linux-x86_64").choose(List.of("javacpp-1.5.13-linux-x86_64.jar")))
                .hasMessageContaining("openblas for linux-x86_64, pytorch for linux-x86_64");
    }

    @Test
    void anUnknownPlatformIsRefusedWithThoseThereAre() {
        assertThatThrownBy(() -> new NativeJars("solaris"))
                .isInstanceOf(UserError.class)
                .hasMessage("--platform solaris is not one of linux-x86_64, linux-x86_64-gpu");
    }

    private static List<String> and(List<String> first, String... more) {
        return Stream.concat(first.stream(), Stream.of(more)).toList();
    }
}
