package org.semigda.torch;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bytedeco.pytorch.global.torch.DeviceType;

/**
 * Where tensors live.
 *
 * @param index of the CUDA device; 0 for the CPU
 */
public record Device(Kind kind, int index) {

    /** The processor, a CUDA device, or no place at all. */
    public enum Kind {
        CPU,
        CUDA,
        /** Nowhere: tensors have a type and a shape, and no values. */
        META
    }

    /** The processor. */
    public static final Device CPU = new Device(Kind.CPU, 0);

    /** For a network that is asked for its names and shapes alone; it takes no memory and cannot be run. */
    public static final Device SHAPES_ONLY = new Device(Kind.META, 0);

    private static final Pattern CUDA = Pattern.compile("cuda(?::(\\d{1,2}))?");

    public Device {
        if (index < 0 || index > 127 || (kind != Kind.CUDA && index != 0)) {
            throw new IllegalArgumentException("no such device: " + kind + " " + index);
        }
    }

    /** Reads {@code cpu}, {@code cuda} (the first) or {@code cuda:1}. */
    public static Device parse(String text) {
        String name = text.strip().toLowerCase(Locale.ROOT);
        if (name.equals("cpu")) {
            return CPU;
        }
        Matcher matcher = CUDA.matcher(name);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("device \"" + text + "\" is not one of cpu, cuda, cuda:0, cuda:1, ...");
        }
        String number = matcher.group(1);
        return new Device(Kind.CUDA, number == null ? 0 : Integer.parseInt(number));
    }

    /** LibTorch's own form; the caller's scope owns it. */
    public org.bytedeco.pytorch.Device toNative() {
        return switch (kind) {
            case CPU -> new org.bytedeco.pytorch.Device(DeviceType.CPU);
            case CUDA -> new org.bytedeco.pytorch.Device(DeviceType.CUDA, (byte) index);
            case META -> new org.bytedeco.pytorch.Device(DeviceType.Meta);
        };
    }

    @Override
    public String toString() {
        return kind == Kind.CUDA ? "cuda:" + index : kind.name().toLowerCase(Locale.ROOT);
    }
}
