package org.semigda.cli.bundle;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.semigda.conf.UserError;

/**
 * One folder that runs on a bare machine of a platform:
 *
 * <pre>
 * bin/semigda    the launcher of a checkout, which uses what lies beside it
 * app/           semigda.jar and lib/, with the natives of that platform alone
 * runtime/       a Java
 * </pre>
 *
 * @param jar the program, with its libraries in {@code lib/} and the stamp of its build beside it
 * @param launcher the script that started it
 */
record Bundle(Path jar, Path launcher) {

    private static final String STAMP = "semigda-build.stamp";

    /**
     * The program that runs now.
     *
     * @throws UserError when it was not started by the launcher
     */
    static Bundle ofRunning() {
        Path jar = Path.of(System.getProperty("java.class.path"));
        String launcher = System.getProperty("semigda.launcher", "");
        if (launcher.isEmpty() || !jar.getFileName().toString().endsWith(".jar")) {
            throw new UserError("a bundle is made of a built program; call ./semigda bundle");
        }
        return new Bundle(jar, Path.of(launcher));
    }

    /**
     * Puts a bundle together.
     *
     * @param folder not there yet, or empty
     * @param progress hears what goes on
     */
    void write(NativeJars natives, Path folder, Consumer<String> progress) throws IOException, InterruptedException {
        List<String> chosen = natives.choose(libraries());
        requireEmpty(folder);
        Path app = Files.createDirectories(folder.resolve("app"));
        Path bin = Files.createDirectories(folder.resolve("bin"));
        progress.accept("copying " + (chosen.size() + 1) + " jars");
        copy(jar, app.resolve("semigda.jar"));
        copy(jar.resolveSibling(STAMP), app.resolve(STAMP));
        Files.createDirectories(app.resolve("lib"));
        for (String name : chosen) {
            copy(jar.resolveSibling("lib").resolve(name), app.resolve("lib").resolve(name));
        }
        copy(launcher, bin.resolve("semigda"));
        progress.accept("making a Java with jlink");
        RuntimeImage.link(folder.resolve("runtime"));
    }

    private List<String> libraries() throws IOException {
        try (Stream<Path> files = Files.list(jar.resolveSibling("lib"))) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    /** @throws UserError when something is there */
    static void requireEmpty(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        if (!Files.isDirectory(folder)) {
            throw new UserError("--out " + folder + " is a file; name a folder");
        }
        try (Stream<Path> inside = Files.list(folder)) {
            if (inside.findAny().isPresent()) {
                throw new UserError("--out " + folder + " is not empty; name another folder");
            }
        }
    }

    /** With the time, by which the launcher and the JVM tell what is new. */
    private static void copy(Path from, Path to) throws IOException {
        Files.copy(from, to, StandardCopyOption.COPY_ATTRIBUTES);
    }
}
