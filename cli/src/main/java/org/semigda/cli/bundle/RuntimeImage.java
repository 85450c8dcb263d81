package org.semigda.cli.bundle;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.module.ModuleFinder;
import java.nio.file.Path;
import java.util.List;
import java.util.spi.ToolProvider;
import org.semigda.conf.UserError;

/** A Java for one program, made by {@code jlink} out of the JDK that runs. */
final class RuntimeImage {

    /** The standard, and what our libraries use beyond it: Unsafe and signals, memory figures, TLS, zip file systems. */
    private static final List<String> MODULES = List.of(
            "java.se",
            "jdk.unsupported",
            "jdk.management",
            "jdk.crypto.ec",
            "jdk.zipfs",
            "jdk.net",
            "jdk.jfr",
            "jdk.charsets");

    private RuntimeImage() {}

    /**
     * Makes one in a folder that is not there yet, with an archive of the JDK's own classes for fast starts.
     *
     * @throws UserError when the Java that runs has no {@code jlink}
     */
    static void link(Path folder) throws IOException, InterruptedException {
        ToolProvider jlink = ToolProvider.findFirst("jlink")
                .orElseThrow(() -> new UserError("a bundle needs jlink, and the Java in "
                        + System.getProperty("java.home") + " has none; run semigda with a whole JDK (JAVA_HOME)"));
        List<String> there = MODULES.stream()
                .filter(name -> ModuleFinder.ofSystem().find(name).isPresent())
                .toList();
        StringWriter said = new StringWriter();
        PrintWriter out = new PrintWriter(said);
        int code = jlink.run(
                out,
                out,
                "--add-modules",
                String.join(",", there),
                "--strip-java-debug-attributes",
                "--no-man-pages",
                "--no-header-files",
                "--output",
                folder.toString());
        if (code != 0) {
            throw new IOException("jlink failed: " + said.toString().strip());
        }
        Process dump = new ProcessBuilder(folder.resolve("bin/java").toString(), "-Xshare:dump")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        if (dump.waitFor() != 0) {
            throw new IOException(
                    "the Java that jlink made does not run: 'java -Xshare:dump' ended with " + dump.exitValue());
        }
    }
}
