package org.semigda.cli.bundle;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.semigda.conf.UserError;

/**
 * The jars with native libraries in a build, by their names: LibTorch's and those it needs.
 *
 * @param platform such as {@code linux-x86_64}, with {@code -gpu} for LibTorch's CUDA build
 */
record NativeJars(String platform) {

    /** The platforms a bundle can be made for. */
    static final List<String> PLATFORMS = List.of("linux-x86_64", "linux-x86_64-gpu");

    private static final String GPU = "-gpu";
    private static final Pattern NATIVE =
            Pattern.compile("(.+?)-\\d.*?-((?:linux|macosx|windows|android|ios)-[a-z0-9_]+)(-gpu|-redist)?\\.jar");
    private static final List<String> NEEDED = List.of("javacpp", "openblas");
    private static final String TORCH = "pytorch";

    /** @throws UserError when no bundle can be made for it */
    NativeJars {
        if (!PLATFORMS.contains(platform)) {
            throw new UserError("--platform " + platform + " is not one of " + String.join(", ", PLATFORMS));
        }
    }

    /** Whether LibTorch computes on CUDA devices there. */
    boolean gpu() {
        return platform.endsWith(GPU);
    }

    private String machine() {
        return gpu() ? platform.substring(0, platform.length() - GPU.length()) : platform;
    }

    /**
     * The jars of a build that belong into a bundle: all without natives, and those with this platform's.
     *
     * @param names of all jars of the build
     * @throws UserError when natives are missing; says how to build with them
     */
    List<String> choose(List<String> names) {
        List<String> missing = new ArrayList<>(NEEDED.stream()
                .filter(library -> names.stream().noneMatch(name -> is(name, library, machine(), "")))
                .map(library -> library + " for " + machine())
                .toList());
        if (names.stream().noneMatch(name -> is(name, TORCH, machine(), gpu() ? GPU : ""))) {
            missing.add(TORCH + " for " + platform);
        }
        if (!missing.isEmpty()) {
            throw new UserError("this build has no natives of " + String.join(", ", missing)
                    + "; build with them: SEMIGDA_PROFILE=" + (gpu() ? "gpu" : "cpu")
                    + " ./semigda bundle --platform " + platform + " ...");
        }
        return names.stream().filter(this::belongs).toList();
    }

    private boolean belongs(String name) {
        Optional<Matcher> natives = natives(name);
        if (natives.isEmpty()) {
            return true;
        }
        String variant = variant(natives.get());
        boolean torch = natives.get().group(1).equals(TORCH);
        boolean fits = torch ? variant.equals(gpu() ? GPU : "") : gpu() || variant.isEmpty();
        return natives.get().group(2).equals(machine()) && fits;
    }

    private static boolean is(String name, String library, String machine, String variant) {
        return natives(name)
                .filter(found -> found.group(1).equals(library)
                        && found.group(2).equals(machine)
                        && variant(found).equals(variant))
                .isPresent();
    }

    private static Optional<Matcher> natives(String name) {
        Matcher matcher = NATIVE.matcher(name);
        return matcher.matches() ? Optional.of(matcher) : Optional.empty();
    }

    private static String variant(Matcher natives) {
        return Optional.ofNullable(natives.group(3)).orElse("");
    }
}
