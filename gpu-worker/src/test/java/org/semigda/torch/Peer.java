package org.semigda.torch;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.bytedeco.pytorch.Tensor;

/**
 * Another member of a process group in a JVM of its own. It does what it is told by lines ({@code join RANK SIZE PORT},
 * {@code sum COUNT}, {@code leave}) and answers each with one line that begins with {@code done}.
 */
final class Peer implements AutoCloseable {

    static final GroupTimeouts TIMEOUTS =
            new GroupTimeouts(Duration.ofMinutes(2), Duration.ofMinutes(2), Duration.ofMinutes(2));

    private final Process process;
    private final PrintStream in;
    private final BufferedReader out;

    private Peer(Process process) {
        this.process = process;
        this.in = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
        this.out = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    static Peer start() throws IOException {
        return new Peer(new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Peer.class.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start());
    }

    void tell(String line) {
        in.println(line);
    }

    /** The rest of the next answer. */
    String answer() throws IOException {
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            if (line.startsWith("done")) {
                return line.substring("done".length()).strip();
            }
        }
        throw new IOException("the peer ended");
    }

    void kill() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor();
    }

    void signal(String name) throws IOException, InterruptedException {
        Process kill = new ProcessBuilder(List.of("kill", "-" + name, Long.toString(process.pid())))
                .inheritIO()
                .start();
        if (!kill.waitFor(30, TimeUnit.SECONDS) || kill.exitValue() != 0) {
            throw new IOException("no signal " + name);
        }
    }

    @Override
    public void close() throws InterruptedException {
        kill();
    }

    /** Rank r's part of a sum: {@code (r + 1) * (i mod 1000)}, so that sums are exact. */
    static Tensor part(int rank, int count) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (rank + 1) * (i % 1000);
        }
        return Tensors.of(values, count);
    }

    /** Whether a tensor is the sum of all ranks' parts. */
    static boolean isSum(Tensor tensor, int size) {
        float[] values = Tensors.toFloats(tensor);
        int factor = size * (size + 1) / 2;
        for (int i = 0; i < values.length; i++) {
            if (values[i] != factor * (i % 1000)) {
                return false;
            }
        }
        return true;
    }

    public static void main(String[] arguments) throws IOException {
        TorchNatives.load(NativeLimits.defaults().withThreads(1));
        BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        Optional<ProcessGroup> group = Optional.empty();
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            String[] words = line.split(" ");
            switch (words[0]) {
                case "join" -> {
                    Rendezvous at = Rendezvous.connect("127.0.0.1", Integer.parseInt(words[3]), TIMEOUTS);
                    group = Optional.of(ProcessGroup.form(
                            at,
                            Integer.parseInt(words[1]),
                            Integer.parseInt(words[2]),
                            "127.0.0.1",
                            Device.CPU,
                            TIMEOUTS));
                    System.out.println("done");
                }
                case "sum" -> {
                    try (TorchScope scope = TorchScope.open()) {
                        ProcessGroup all = group.orElseThrow();
                        Tensor values = part(all.rank(), Integer.parseInt(words[1]));
                        all.sum(values);
                        System.out.println("done " + isSum(values, all.size()));
                    }
                }
                case "leave" -> {
                    group.orElseThrow().close();
                    System.out.println("done");
                }
                default -> throw new IllegalArgumentException(line);
            }
        }
    }
}
