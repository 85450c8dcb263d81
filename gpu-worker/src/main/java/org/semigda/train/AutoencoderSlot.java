package org.semigda.train;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.bytedeco.pytorch.Tensor;
import org.semigda.checkpoint.CheckpointException;
import org.semigda.checkpoint.Safetensors;
import org.semigda.checkpoint.TensorData;
import org.semigda.model.SemiGda;

/**
 * One autoencoder's place in an {@link AutoencoderCache}: a safetensors file in CompVis naming under the prefix {@code
 * vae_model.}, with its scale factor in the metadata.
 *
 * @param file where it is, or will be
 */
public record AutoencoderSlot(Path file) {

    private static final String PREFIX = "vae_model.";
    private static final String SCALE = "scale_factor";

    /** Whether there is one. It is whole: it took its name only after it had been written. */
    public boolean ready() {
        return Files.isRegularFile(file);
    }

    /** Keeps a model's autoencoder. */
    void save(SemiGda model) {
        Map<String, Tensor> state = new LinkedHashMap<>(model.state());
        // The adapters carry the autoencoder's prefix too, and are not part of it.
        state.keySet().removeIf(name -> !name.startsWith(PREFIX) || name.startsWith(PREFIX + "decoder.Jump_"));
        // Runs that differ in later stages alone end the same stage 0 at the same moment, each with a file of its own.
        Path writing = file.resolveSibling("." + file.getFileName() + "." + UUID.randomUUID() + ".writing");
        try {
            Files.createDirectories(file.resolveSibling(""));
            try {
                Safetensors.write(
                        writing,
                        HostTensors.copy(state),
                        Map.of(SCALE, Double.toString(model.vae().scaleFactor())));
                try (FileChannel channel = FileChannel.open(writing, StandardOpenOption.WRITE)) {
                    channel.force(true);
                }
                Files.move(writing, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(writing);
            }
        } catch (IOException e) {
            throw new CheckpointException("cannot keep the trained autoencoder in " + file + ": " + e, e);
        }
    }

    /** Gives a model this autoencoder. */
    void load(SemiGda model) {
        try {
            String scale = Safetensors.readMetadata(file).get(SCALE);
            if (scale == null) {
                throw new IOException("it has no " + SCALE);
            }
            Map<String, TensorData> saved = Safetensors.read(file);
            Map<String, Tensor> targets = new LinkedHashMap<>(model.state());
            targets.keySet().retainAll(saved.keySet());
            HostTensors.write(saved, targets);
            model.vae().scaleFactor(Double.parseDouble(scale));
        } catch (IOException | IllegalArgumentException e) {
            throw new CheckpointException(
                    "cannot use the cached autoencoder " + file + ": " + e.getMessage()
                            + ". Delete it; the next run trains it anew",
                    e);
        }
    }
}
