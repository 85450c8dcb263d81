package org.semigda.it;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What the tests of a server share. */
final class TinyRun {

    /** A run that is over in half a minute; its last steps are what the tests watch. */
    static final Map<String, String> SETTINGS = Map.of(
            "image.size", "32",
            "vae.multipliers", "1,1,1,1",
            "batch.labelled", "1",
            "batch.unlabelled", "1",
            "stage0.batch", "2",
            "stage0.steps", "4",
            "stage1.steps", "4",
            "stage2.steps", "80",
            "validate.every", "2",
            "threads", "1");

    private TinyRun() {}

    /** The words of a {@code train} command without a page, half of the images with their masks. */
    static String[] train(Path data, Path out, Map<String, String> changes) {
        Map<String, String> settings = new TreeMap<>(SETTINGS);
        settings.putAll(changes);
        List<String> words = new ArrayList<>(List.of("train", "--no-page", "--preset", "demo", "--labelled", "50%"));
        words.addAll(List.of("--data", data.toString(), "--out", out.toString()));
        settings.forEach((key, value) -> words.addAll(List.of("--set", key + "=" + value)));
        return words.toArray(String[]::new);
    }

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
