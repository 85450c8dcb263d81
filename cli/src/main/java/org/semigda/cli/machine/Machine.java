package org.semigda.cli.machine;

import com.sun.jna.ptr.IntByReference;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.semigda.conf.UserError;

/** This machine, seen without LibTorch: a process that only supervises must not crash with it. */
public final class Machine {

    private Machine() {}

    /** Its name, for people. */
    public static String name() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "localhost";
        }
    }

    /**
     * The devices an option names.
     *
     * @param option {@code all}, {@code none}, or a list such as {@code cpu,cuda:0}; a device that is named twice gets two
     *     processes, which share it
     */
    public static List<String> devices(String option, Path logs) {
        if (option.equals("none")) {
            return List.of();
        }
        if (option.equals("all")) {
            return gpus() == 0 ? List.of("cpu") : listed(logs);
        }
        List<String> devices = List.of(option.split(",", -1));
        for (String device : devices) {
            if (!device.matches("cpu|cuda:\\d{1,3}")) {
                throw new UserError("--devices has '" + device + "'; name all, none or a list such as cpu,cuda:0");
            }
        }
        return devices;
    }

    private static int gpus() {
        Optional<Nvml> driver = Nvml.load();
        IntByReference count = new IntByReference();
        return driver.isPresent() && driver.get().nvmlDeviceGetCount_v2(count) == 0 ? count.getValue() : 0;
    }

    /** What LibTorch can use, asked in a process of its own. */
    private static List<String> listed(Path logs) {
        try {
            Process process = new ProcessBuilder(ChildJvm.command(logs, List.of("device", "--list")))
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
                List<String> devices = lines.lines()
                        .filter(line -> line.matches("cpu|cuda:\\d+"))
                        .toList();
                return devices.isEmpty() ? List.of("cpu") : devices;
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the devices of this machine cannot be listed", e);
        }
    }
}
