package org.semigda.checkpoint;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Runs in a JVM of its own: writes one checkpoint after the other and says so, until it is killed or the disk ends it.
 * Arguments: folder, first step, last step, MiB of each; {@code blind} as the fifth looks at no free space.
 */
final class ForkedWriter {

    private ForkedWriter() {}

    public static void main(String[] args) {
        Path folder = Path.of(args[0]);
        int bytes = (int) (Double.parseDouble(args[3]) * (1 << 20));
        boolean blind = args.length > 4;
        RunCheckpoints run = RunCheckpoints.take(folder, new CheckpointPolicy(2, 0), args[1]);
        try {
            for (long step = Long.parseLong(args[1]); step <= Long.parseLong(args[2]); step++) {
                if (blind) {
                    new CheckpointWriter(any -> Long.MAX_VALUE, FaultPoint.none())
                            .write(folder.resolve("last"), large(step, bytes));
                } else {
                    run.write(List.of("last"), large(step, bytes));
                }
                System.out.println("written " + step);
            }
        } catch (CheckpointException e) {
            System.out.println("failed: " + e.getMessage());
        }
    }

    /** A snapshot of about so many bytes, another one for every step. */
    static Snapshot large(long step, int bytes) {
        ByteBuffer data = ByteBuffer.allocate(bytes);
        for (int i = 0; i < bytes; i++) {
            data.put(i, (byte) (step + i));
        }
        TensorData tensor = new TensorData(DType.U8, new long[] {bytes}, data);
        return new Snapshot(Map.of("w", tensor), Map.of(), Map.of(), Snapshots.info(step));
    }
}
