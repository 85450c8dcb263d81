package org.semigda.it;

import java.io.IOException;
import java.net.ServerSocket;
import java.util.Map;

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

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
