package org.semigda.cli.machine;

import java.io.File;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The command line of a JVM like this one: same Java, same flags, same classes. */
public final class ChildJvm {

    /** Where the program starts. Its name alone: that class knows the commands, no command knows it. */
    private static final String MAIN = "org.semigda.cli.Main";

    private static final String OPTIONS = "SEMIGDA_DEVICE_JAVA_OPTS";

    private ChildJvm() {}

    /**
     * A {@code semigda} command in a JVM of its own. Words of the variable {@code SEMIGDA_DEVICE_JAVA_OPTS} come last.
     *
     * @param logs where a crash leaves its report
     */
    public static List<String> command(Path logs, List<String> words) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(flag -> !flag.startsWith("-agentlib:jdwp") && !flag.startsWith("-Dsemigda.terminal"))
                .forEach(command::add);
        command.add("-XX:+ExitOnOutOfMemoryError");
        command.add("-XX:-CreateCoredumpOnCrash");
        command.add("-XX:ErrorFile=" + logs.resolve("crash-%p.log"));
        Optional.ofNullable(System.getenv(OPTIONS))
                .filter(text -> !text.isBlank())
                .ifPresent(text -> command.addAll(List.of(text.strip().split("\\s+"))));
        command.addAll(program(System.getProperty("java.class.path")));
        command.addAll(words);
        return command;
    }

    /** The release is one jar, which names the others and what it asks of the JVM; a test has a list of folders and jars. */
    private static List<String> program(String classes) {
        boolean release = classes.endsWith(".jar") && !classes.contains(File.pathSeparator);
        return release ? List.of("-jar", classes) : List.of("-cp", classes, MAIN);
    }
}
