package org.semigda.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.URL;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files that Python's torch.save wrote (benchmarks/peer/torch_file.py), and files that mean harm. */
class TorchFileTest {

    private final Path folder;

    TorchFileTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @Test
    void theStateDictOfALightningCheckpointIsReadWithoutItsPrefix() throws IOException {
        Map<String, TensorData> tensors = TorchFile.read(resource("lightning.ckpt"));

        assertThat(tensors.keySet())
                .containsExactly(
                        "first_stage_model.encoder.conv_in.weight",
                        "transposed",
                        "column",
                        "parameter",
                        "half",
                        "brain",
                        "double",
                        "steps",
                        "mask",
                        "empty");
        assertThat(tensors.get("first_stage_model.encoder.conv_in.weight"))
                .isEqualTo(TensorData.of(new float[] {0, 1, 2, 3, 4, 5}, 2, 3));
    }

    @Test
    void viewsIntoAStorageAreReadAsTheTensorsTheyAre() throws IOException {
        Map<String, TensorData> tensors = TorchFile.read(resource("lightning.ckpt"));

        assertThat(tensors.get("transposed")).isEqualTo(TensorData.of(new float[] {0, 3, 1, 4, 2, 5}, 3, 2));
        assertThat(tensors.get("column")).isEqualTo(TensorData.of(new float[] {1, 4}, 2));
    }

    @Test
    void everyTypeKeepsItsValues() throws IOException {
        Map<String, TensorData> tensors = TorchFile.read(resource("lightning.ckpt"));

        assertThat(values(tensors, "parameter")).containsExactly(1.5f, -2.5f);
        assertThat(values(tensors, "half")).containsExactly(1f, 0.333251953125f);
        assertThat(values(tensors, "brain")).containsExactly(-3f, 0.5f);
        assertThat(tensors.get("double")).hasToString("F64[]");
        assertThat(values(tensors, "double")).containsExactly(0.1f);
        assertThat(tensor(tensors, "steps").data().asLongBuffer())
                .isEqualTo(java.nio.LongBuffer.wrap(new long[] {7, -8}));
        assertThat(tensors.get("mask")).hasToString("BOOL[2]");
        assertThat(tensors.get("empty")).isEqualTo(TensorData.of(new float[0], 0, 4));
    }

    @Test
    void aPlainStateDictIsRead() throws IOException {
        assertThat(TorchFile.read(resource("plain.pt")).keySet()).containsExactly("weight", "bias");
    }

    @Test
    void theFormatIsToldByTheFirstBytes() throws IOException {
        Path named = folder.resolve("weights.safetensors");
        Files.copy(resource("plain.pt"), named);

        assertThat(WeightFile.read(named).format()).isEqualTo(WeightFile.Format.TORCH);
        assertThatThrownBy(() -> WeightFile.read(resource("legacy.pt")))
                .isInstanceOf(TorchFileException.class)
                .hasMessageContaining("before 1.6");
    }

    @Test
    void aPickledObjectIsRefusedByName() {
        assertThatThrownBy(() -> TorchFile.read(resource("module.pt")))
                .isInstanceOf(TorchFileException.class)
                .hasMessageContaining("torch.nn.modules.conv.Conv2d")
                .hasMessageContaining("Nothing in it was run");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "cos\\nsystem\\n(S'touch pwned'\\ntR.        | os.system",
                "cbuiltins\\neval\\n(S'1'\\ntR.              | builtins.eval",
                "\\x8c\\x05posix\\x8c\\x06system\\x93.       | posix.system",
                "cposixpath\\njoin\\n.                       | posixpath.join",
                "(S'a'\\nccollections\\nOrderedDict\\nR.     | as a list",
                "S'a'\\n)R.                                  | calls String",
                "(ccollections\\nOrderedDict\\n).            | no tensor",
                "]q\\x00h\\x00a.                             | nested without end",
                ")Q.                                         | no storage",
                "h\\x07.                                     | not there",
                "t.                                          | never opened",
                ".                                           | not there",
                "X\\xff\\xff\\xff\\x7f.                      | cut off",
                "\\x8a\\xff.                                 | number of 255 bytes",
                "(K\\x01d.                                   | key without a value",
                "\\x7f.                                      | 0x7f",
                "}                                           | cut off",
                "Ix\\n.                                      | a number that is none",
            })
    void apickleThatIsNoTensorsIsRefused(String pickle, String problem) throws IOException {
        Path file = torchFile(Map.of("a/data.pkl", bytes(pickle)), ZipEntry.STORED);

        assertThatThrownBy(() -> TorchFile.read(file))
                .isInstanceOf(TorchFileException.class)
                .hasMessageStartingWith(file.toString())
                .hasMessageContaining(problem);
        assertThat(folder.resolve("pwned")).doesNotExist();
        assertThat(Path.of("pwned")).doesNotExist();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // offset | size | steps | what is wrong with a tensor over four floats
                "0 | 5  | 1  | does not lie in its storage",
                "3 | 2  | 1  | does not lie in its storage",
                "0 | 2  | 4  | does not lie in its storage",
                "0 | 9  | 0  | repeats the 4 values",
                "0 | -1 | 1  | impossible shape",
                "0 | 2  | -1 | negative step",
                "-1 | 2 | 1  | does not lie in its storage",
            })
    void aTensorOutsideItsStorageIsRefused(int offset, int size, int step, String problem) throws IOException {
        Path file = tensorFile(offset, size, step, 4);

        assertThatThrownBy(() -> TorchFile.read(file))
                .isInstanceOf(TorchFileException.class)
                .hasMessageContaining(problem);
    }

    @Test
    void aTensorInsideItsStorageIsRead() throws IOException {
        assertThat(TorchFile.read(tensorFile(1, 2, 2, 4)))
                .containsExactly(Map.entry("w", TensorData.of(new float[] {1, 3}, 2)));
    }

    @Test
    void aStorageShorterThanItSaysIsRefused() throws IOException {
        Path file = tensorFile(0, 2, 1, 5);

        assertThatThrownBy(() -> TorchFile.read(file))
                .isInstanceOf(TorchFileException.class)
                .hasMessageContaining("should hold 5 values of F32, it holds 4");
    }

    @Test
    void compressedEntriesAreRefused() throws IOException {
        Path file = torchFile(Map.of("a/data.pkl", bytes("}.")), ZipEntry.DEFLATED);

        assertThatThrownBy(() -> TorchFile.read(file))
                .isInstanceOf(TorchFileException.class)
                .hasMessageContaining("compressed");
    }

    @Test
    void bigEndianFilesAreRefused() throws IOException {
        Map<String, byte[]> entries = new LinkedHashMap<>();
        entries.put("a/data.pkl", bytes("}."));
        entries.put("a/byteorder", bytes("big"));
        Path file = torchFile(entries, ZipEntry.STORED);

        assertThatThrownBy(() -> TorchFile.read(file)).hasMessageContaining("big-endian");
    }

    @Test
    void everyCutOfAFileIsRefused() throws IOException {
        byte[] whole = Files.readAllBytes(resource("plain.pt"));
        Path file = folder.resolve("cut.pt");
        for (int size = 0; size < whole.length; size += 7) {
            Files.write(file, java.util.Arrays.copyOf(whole, size));
            assertThatThrownBy(() -> TorchFile.read(file)).as(size + " bytes").isInstanceOf(TorchFileException.class);
        }
    }

    /** {"w": a float tensor of this size over a storage that says it has {@code claimed} values and has four}. */
    private Path tensorFile(int offset, int size, int step, int claimed) throws IOException {
        ByteArrayOutputStream pickle = new ByteArrayOutputStream();
        pickle.writeBytes(bytes("}S'w'\\nctorch._utils\\n_rebuild_tensor_v2\\n(("));
        pickle.writeBytes(bytes("S'storage'\\nctorch\\nFloatStorage\\nS'0'\\nS'cpu'\\n"));
        pickle.writeBytes(number(claimed));
        pickle.writeBytes(bytes("tQ"));
        pickle.writeBytes(number(offset));
        pickle.writeBytes(number(size));
        pickle.writeBytes(bytes("\\x85"));
        pickle.writeBytes(number(step));
        pickle.writeBytes(bytes("\\x85\\x89ccollections\\nOrderedDict\\n)RtRs."));
        ByteBuffer storage = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
        storage.asFloatBuffer().put(new float[] {0, 1, 2, 3});
        Map<String, byte[]> entries = new LinkedHashMap<>();
        entries.put("a/data.pkl", pickle.toByteArray());
        entries.put("a/data/0", storage.array());
        return torchFile(entries, ZipEntry.STORED);
    }

    private static byte[] number(int value) {
        return bytes("I" + value + "\\n");
    }

    private Path torchFile(Map<String, byte[]> entries, int method) throws IOException {
        Path file = folder.resolve("made.pt");
        try (OutputStream out = Files.newOutputStream(file);
                ZipOutputStream zip = new ZipOutputStream(out)) {
            for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
                ZipEntry header = new ZipEntry(entry.getKey());
                CRC32 crc = new CRC32();
                crc.update(entry.getValue());
                header.setMethod(method);
                header.setSize(entry.getValue().length);
                header.setCrc(crc.getValue());
                zip.putNextEntry(header);
                zip.write(entry.getValue());
            }
        }
        return file;
    }

    /** Text with \n and \xNN as Python writes them. */
    private static byte[] bytes(String text) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int i = 0; i < text.length(); i++) {
            if (text.startsWith("\\x", i)) {
                out.write(Integer.parseInt(text.substring(i + 2, i + 4), 16));
                i += 3;
            } else if (text.startsWith("\\n", i)) {
                out.write('\n');
                i++;
            } else {
                out.writeBytes(text.substring(i, i + 1).getBytes(StandardCharsets.UTF_8));
            }
        }
        return out.toByteArray();
    }

    private static TensorData tensor(Map<String, TensorData> tensors, String name) {
        return Objects.requireNonNull(tensors.get(name), name);
    }

    private static float[] values(Map<String, TensorData> tensors, String name) {
        return tensor(tensors, name).toFloats();
    }

    static Path resource(String name) {
        URL found = TorchFileTest.class.getResource("/torch/" + name);
        return Path.of(URI.create(Objects.requireNonNull(found, name).toString()));
    }
}
