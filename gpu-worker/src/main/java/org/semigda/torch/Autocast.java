package org.semigda.torch;

import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.DeviceType;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Runs the forward passes of this thread in bfloat16 until closed; weights stay in float32. bytedeco has no guard of
 * its own and no gradient scaler, so bfloat16 (whose range needs no scaling) is the only reduced type offered.
 */
public final class Autocast implements AutoCloseable {

    private final DeviceType type;
    private final boolean before;

    private Autocast(Device device, boolean on) {
        type = device.kind() == Device.Kind.CPU ? DeviceType.CPU : DeviceType.CUDA;
        before = torch.is_autocast_enabled(type);
        torch.set_autocast_dtype(type, ScalarType.BFloat16);
        torch.set_autocast_enabled(type, on);
    }

    /** For {@code try (Autocast guard = Autocast.bf16(device, wanted))}; with {@code wanted} false nothing is cast. */
    public static Autocast bf16(Device device, boolean wanted) {
        return new Autocast(device, wanted);
    }

    /** Whether a guard of this thread casts on this device now. */
    public static boolean on(Device device) {
        return torch.is_autocast_enabled(device.kind() == Device.Kind.CPU ? DeviceType.CPU : DeviceType.CUDA);
    }

    @Override
    public void close() {
        torch.set_autocast_enabled(type, before);
        if (!before) {
            // Casts of the weights are cached until the outermost guard ends; a later step must not see them.
            torch.clear_cache();
        }
    }
}
