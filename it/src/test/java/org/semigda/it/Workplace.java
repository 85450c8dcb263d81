package org.semigda.it;

import java.nio.file.Path;
import org.semigda.data.PhantomGenerator;

/**
 * A folder to work in.
 *
 * @param semigda the command, with its output in the folder
 * @param home of a server
 * @param data 24 phantoms of 32 pixels
 */
record Workplace(CommandLine semigda, Path home, Path data) {

    /** Makes the phantoms; the home is made by who first needs it. */
    static Workplace in(Path folder) {
        Path data = folder.resolve("phantoms");
        PhantomGenerator.write(data, 24, 32, 1);
        return new Workplace(new CommandLine(folder), folder.resolve("home"), data);
    }

    /** Starts a server of the home, with more words of its command. */
    Server serve(String... more) throws Exception {
        return new Server(semigda, home, more);
    }
}
