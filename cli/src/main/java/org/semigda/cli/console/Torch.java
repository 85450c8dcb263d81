package org.semigda.cli.console;

import java.util.List;
import java.util.Optional;
import org.semigda.conf.Settings;
import org.semigda.conf.UserError;
import org.semigda.torch.Device;
import org.semigda.torch.NativeLimits;
import org.semigda.torch.TorchNatives;
import org.semigda.train.DeviceSettings;

/** LibTorch for the commands that use a model without a worker. */
public final class Torch {

    private Torch() {}

    /** Loads it and chooses the first CUDA device, or the CPU. */
    public static Device device() {
        return device(NativeLimits.defaults(), Optional.empty());
    }

    /**
     * Loads it and chooses a device.
     *
     * @param asked {@code cpu}, {@code cuda} (the first), {@code cuda:1}; empty takes the first CUDA device, or the CPU
     * @throws UserError when this machine has no such device
     */
    static Device device(NativeLimits limits, Optional<String> asked) {
        Device device = choose(asked, TorchNatives.load(limits).devices());
        DeviceSettings.of(Settings.defaults()).apply(device);
        return device;
    }

    /** @param devices those of this machine, as {@link Device#parse} reads them */
    static Device choose(Optional<String> asked, List<String> devices) {
        if (asked.isEmpty()) {
            return Device.parse(devices.stream()
                    .filter(name -> name.startsWith("cuda"))
                    .findFirst()
                    .orElse("cpu"));
        }
        Device device;
        try {
            device = Device.parse(asked.get());
        } catch (IllegalArgumentException e) {
            throw new UserError("--device: " + e.getMessage(), e);
        }
        if (!devices.contains(device.toString())) {
            throw new UserError("--device " + asked.get() + " is not on this machine, which has "
                    + String.join(", ", devices) + "; 'semigda doctor' says what is missing");
        }
        return device;
    }
}
