package org.semigda.infer.export;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.semigda.checkpoint.Safetensors;
import org.semigda.conf.UserError;
import org.semigda.infer.OpenModel;

/**
 * Writes a model as a folder that needs nothing else: the weights, {@code model.json} and a model card, {@code README.md}.
 * {@code model.json} comes last, so that a folder without one is not whole.
 */
public final class ModelExport {

    /** The name of the description. */
    public static final String DESCRIPTION = "model.json";

    private static final String CARD = "README.md";

    /** How the weights are written. */
    public enum Format {
        /** The tensors by the release's names, for programs that have the network's code. */
        SAFETENSORS("model.safetensors"),
        /** Tensors and the whole way from an image to its classes, for LibTorch and Python alone. */
        TORCHSCRIPT("model.pt");

        private final String file;

        Format(String file) {
            this.file = file;
        }

        /** The name of the file with the weights. */
        public String file() {
            return file;
        }
    }

    private ModelExport() {}

    /**
     * Writes the folder; one that an earlier export left is replaced file by file.
     *
     * @param license of the weights, for people and for {@code model.json}; empty: {@code unspecified}
     * @return the file with the weights
     * @throws UserError when the folder holds something else, or cannot be written
     */
    public static Path write(OpenModel open, Path folder, Format format, Optional<String> license) {
        Path weights = folder.resolve(format.file());
        ModelDescription description = ModelDescription.of(
                open, license.orElse("unspecified"), TestScores.of(open.checkpoint(), open.weights()));
        try {
            prepare(folder);
            Path part = part(weights);
            try {
                switch (format) {
                    case SAFETENSORS ->
                        Safetensors.write(
                                part, open.model().save(), Map.of("format", "pt", "producer", description.producer()));
                    case TORCHSCRIPT ->
                        TorchScriptFile.write(
                                part,
                                ScriptModel.of(open.model(), Adapters.image(open), Adapters.mask(open)),
                                Map.of(DESCRIPTION, description.toJson()));
                }
                Files.move(part, weights, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(part);
            }
            replace(folder.resolve(CARD), ModelCard.of(description, format));
            replace(
                    folder.resolve(DESCRIPTION),
                    description.with(listed(folder)).toJson());
        } catch (IOException e) {
            throw new UserError("the model could not be written to " + folder + ": " + e, e);
        }
        return weights;
    }

    private static void prepare(Path folder) throws IOException {
        if (Files.exists(folder) && !Files.isDirectory(folder)) {
            throw new UserError("--out " + folder + " is a file; name a folder");
        }
        Files.createDirectories(folder);
        boolean ours = Files.exists(folder.resolve(DESCRIPTION));
        try (Stream<Path> inside = Files.list(folder)) {
            Optional<Path> other = inside.findFirst();
            if (!ours && other.isPresent()) {
                throw new UserError("--out " + folder + " holds something else ("
                        + other.get().getFileName() + "); name a new or empty folder");
            }
        }
        Files.deleteIfExists(folder.resolve(DESCRIPTION));
        for (Format format : Format.values()) {
            Files.deleteIfExists(folder.resolve(format.file()));
        }
    }

    private static List<ModelDescription.File> listed(Path folder) throws IOException {
        List<ModelDescription.File> files = new ArrayList<>();
        for (Format format : Format.values()) {
            Path file = folder.resolve(format.file());
            if (Files.exists(file)) {
                files.add(new ModelDescription.File(format.file(), Files.size(file), sha256(file)));
            }
        }
        return files;
    }

    private static void replace(Path file, String text) throws IOException {
        Files.writeString(part(file), text);
        Files.move(part(file), file, StandardCopyOption.REPLACE_EXISTING);
    }

    private static Path part(Path file) {
        return file.resolveSibling("." + file.getFileName() + ".part");
    }

    private static String sha256(Path file) throws IOException {
        try (var in = Files.newInputStream(file)) {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            byte[] buffer = new byte[1 << 16];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                digest.update(buffer, 0, n);
            }
            return HexFormat.of().formatHex(digest.digest()).toLowerCase(Locale.ROOT);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
