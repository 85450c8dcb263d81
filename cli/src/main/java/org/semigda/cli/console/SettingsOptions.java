package org.semigda.cli.console;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.semigda.conf.Keys;
import org.semigda.conf.Presets;
import org.semigda.conf.Settings;
import picocli.CommandLine.Option;

/** Settings changed on the command line. */
public final class SettingsOptions {

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "Change a setting; may be repeated. All settings: docs/settings.md.")
    private Map<String, String> set = new LinkedHashMap<>();

    @Option(
            names = "--labelled",
            paramLabel = "N|N%",
            description = "How many training images are used with their masks (data.labelled).")
    private Optional<String> labelled = Optional.empty();

    @Option(
            names = "--protocol",
            paramLabel = "NAME",
            description = "Parts as in the paper's task: busi, colonoscopy, isic2018 or bcss (data.protocol).")
    private Optional<String> protocol = Optional.empty();

    @Option(
            names = "--split",
            paramLabel = "FILE",
            description = "Parts from a list of NAME,PART lines or a run's split.json (data.split).")
    private Optional<Path> split = Optional.empty();

    @Option(names = "--seed", paramLabel = "N", description = "What every random choice derives from (seed).")
    private Optional<String> seed = Optional.empty();

    /** What is changed from the preset. */
    public Map<String, String> changes() {
        Map<String, String> changes = new LinkedHashMap<>(set);
        labelled.ifPresent(value -> changes.put(Keys.DATA_LABELLED.key(), value));
        protocol.ifPresent(value -> changes.put(Keys.DATA_PROTOCOL.key(), value));
        split.ifPresent(file -> changes.put(
                Keys.DATA_SPLIT.key(), file.toAbsolutePath().normalize().toString()));
        seed.ifPresent(value -> changes.put(Keys.SEED.key(), value));
        return changes;
    }

    /**
     * The full settings.
     *
     * @throws org.semigda.conf.UserError when the preset, a key or a value is not known
     */
    public Settings resolve(String preset) {
        return Presets.get(preset).with(changes());
    }
}
