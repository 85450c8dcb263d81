package org.semigda.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.semigda.conf.Keys;
import org.semigda.model.SemiGda;
import org.semigda.torch.Device;

class AutoencoderSlotTest {

    @Test
    void two_runs_may_end_the_same_stage_0_at_once(@TempDir Path folder) throws IOException {
        AutoencoderSlot slot = new AutoencoderCache(folder).slot(TestTraining.SETTINGS, "images");
        try (SemiGda model = new SemiGda(
                ModelSettings.config(TestTraining.SETTINGS), Device.CPU, TestTraining.SETTINGS.get(Keys.SEED))) {
            IntStream.range(0, 20).parallel().forEach(run -> slot.save(model));
            slot.load(model);
        }

        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).containsExactly(slot.file());
        }
    }
}
