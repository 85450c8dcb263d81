package org.semigda.train;

import org.semigda.conf.Keys;
import org.semigda.conf.Settings;
import org.semigda.torch.DeviceSetup;

/** The settings that say how a device is used. */
public final class DeviceSettings {

    private DeviceSettings() {}

    /** How these settings want it; apply it on the device's thread before anything is computed. */
    public static DeviceSetup of(Settings settings) {
        return new DeviceSetup(settings.get(Keys.CUDA_TF32), settings.get(Keys.CUDA_MEMORY));
    }
}
