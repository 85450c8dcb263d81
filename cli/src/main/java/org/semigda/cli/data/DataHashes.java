package org.semigda.cli.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.semigda.conf.Settings;
import org.semigda.data.DataCheck;
import org.semigda.data.DataSet;
import org.semigda.orchestrator.datasets.DataFingerprint;
import org.semigda.worker.RunSplit;

/**
 * The hash of the data of a run, as its worker will write it. Every image is decoded for that, once for as long as the files stay
 * as they are.
 */
public final class DataHashes implements DataFingerprint {

    /** What was decoded, by the hash of all files: the images that cannot be read are only known afterwards. */
    private final Map<String, String> known = new ConcurrentHashMap<>();

    @Override
    public String of(Path folder, Map<String, String> settings) throws IOException {
        if (!Files.isDirectory(folder)) {
            throw new IOException("the data folder " + folder + " is not there any more");
        }
        DataSet listed = RunSplit.open(folder, Settings.defaults().with(settings));
        return known.computeIfAbsent(listed.hash(), files -> DataCheck.check(
                        listed, Runtime.getRuntime().availableProcessors(), (done, all) -> {})
                .hash());
    }
}
