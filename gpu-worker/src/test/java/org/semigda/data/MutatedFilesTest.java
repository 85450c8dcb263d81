package org.semigda.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.UnixOperatingSystemMXBean;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A thousand damaged files: each gives a picture or a refusal, soon, and nothing stays behind. */
class MutatedFilesTest {

    private static final int FILES = 1000;
    private static final int WARM = 100;
    private static final int WIDTH = 244;
    private static final int HEIGHT = 188;
    private static final long SECONDS_A_FILE = 60;

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    Path folder;

    @Test
    void a_thousand_mutated_files_never_hang_crash_or_leak() throws Exception {
        List<byte[]> originals = originals();
        long openBefore = openFiles();
        SplittableRandom random = new SplittableRandom(20240917);
        int read = 0;
        int refused = 0;
        long heapBefore = 0;
        ExecutorService reader = Executors.newSingleThreadExecutor();
        try {
            for (int i = 0; i < FILES; i++) {
                if (i == WARM) {
                    heapBefore = heapInUse();
                }
                byte[] bytes = mutated(originals.get(i % originals.size()), random);
                Path file = Files.write(folder.resolve("m"), bytes);
                if (reads(reader, file, i)) {
                    read++;
                } else {
                    refused++;
                }
            }
        } finally {
            reader.shutdownNow();
        }
        // Both kinds of outcome were seen, or the mutations were none.
        assertThat(read).isGreaterThan(50);
        assertThat(refused).isGreaterThan(300);
        // A picture has 138 kB: kept, those that can be read would hold more than 10 MB.
        assertThat(heapInUse() - heapBefore).as("bytes of heap that stay").isLessThan(4L << 20);
        assertThat(openFiles()).as("open files").isLessThanOrEqualTo(openBefore + 2);
    }

    private static boolean reads(ExecutorService reader, Path file, int number) throws Exception {
        Future<Picture> picture = reader.submit(() -> {
            PictureReader.readMask(List.of(file), 2);
            return PictureReader.read(file);
        });
        try {
            picture.get(SECONDS_A_FILE, TimeUnit.SECONDS);
            return true;
        } catch (ExecutionException e) {
            assertThat(e.getCause()).as("file " + number).isInstanceOf(DataException.class);
            assertThat(e.getCause()).hasMessageContaining(file.toString());
            return false;
        } catch (TimeoutException e) {
            throw new AssertionError("file " + number + " hangs", e);
        }
    }

    private List<byte[]> originals() throws IOException {
        BufferedImage image = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < WIDTH * HEIGHT; i++) {
            image.setRGB(i % WIDTH, i / WIDTH, i * 7919);
        }
        List<byte[]> originals = new ArrayList<>();
        for (String type : List.of("png", "jpg", "tif", "bmp")) {
            originals.add(Files.readAllBytes(TestImages.save(folder.resolve("o." + type), image)));
        }
        for (int type : new int[] {BufferedImage.TYPE_BYTE_INDEXED, BufferedImage.TYPE_USHORT_GRAY}) {
            BufferedImage other = new BufferedImage(WIDTH, HEIGHT, type);
            other.getGraphics().drawImage(image, 0, 0, null);
            originals.add(Files.readAllBytes(TestImages.save(folder.resolve(type + ".png"), other)));
        }
        try (InputStream in = Objects.requireNonNull(getClass().getResourceAsStream("/images/cmyk.jpg"))) {
            originals.add(in.readAllBytes());
        }
        return originals;
    }

    /** Changes up to eight bytes, mostly among the headers, or cuts a piece out, in or off. */
    private static byte[] mutated(byte[] original, SplittableRandom random) {
        byte[] bytes = original.clone();
        switch (random.nextInt(4)) {
            case 0 -> {
                return Arrays.copyOf(bytes, random.nextInt(bytes.length));
            }
            case 1 -> {
                int from = random.nextInt(bytes.length);
                int length = random.nextInt(Math.min(64, bytes.length - from) + 1);
                System.arraycopy(bytes, random.nextInt(bytes.length - length), bytes, from, length);
            }
            default -> {
                int changes = 1 + random.nextInt(8);
                for (int i = 0; i < changes; i++) {
                    int reach = random.nextBoolean() ? Math.min(200, bytes.length) : bytes.length;
                    int at = random.nextInt(4) == 0 ? bytes.length - 1 - random.nextInt(reach) : random.nextInt(reach);
                    bytes[at] =
                            (byte) (random.nextBoolean() ? random.nextInt(256) : bytes[at] ^ 1 << random.nextInt(8));
                }
            }
        }
        return bytes;
    }

    private static long heapInUse() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    private static long openFiles() {
        assumeTrue(ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean);
        return ((UnixOperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getOpenFileDescriptorCount();
    }
}
