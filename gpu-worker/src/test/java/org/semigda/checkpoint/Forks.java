package org.semigda.checkpoint;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** JVMs of their own, with the classes of this one. */
final class Forks {

    private Forks() {}

    /** A process that runs a class; its errors go where this one's go. */
    static ProcessBuilder java(Class<?> main, String... arguments) {
        return new ProcessBuilder(command(main, arguments)).redirectError(ProcessBuilder.Redirect.INHERIT);
    }

    static List<String> command(Class<?> main, String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
        command.addAll(List.of(arguments));
        return command;
    }
}
