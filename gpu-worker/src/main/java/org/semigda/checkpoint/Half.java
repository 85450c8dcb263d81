package org.semigda.checkpoint;

/**
 * The two 16-bit floating-point types: IEEE half precision (1 sign, 5 exponent, 10 fraction bits) and brain float (the
 * upper half of a float). Java has the first from release 20 on.
 */
final class Half {

    private static final float SMALLEST = 0x1p-24f;
    private static final int INFINITY = 0x7c00;
    private static final int NAN = 0x7e00;

    private Half() {}

    /** Exact. */
    static float toFloat(short bits) {
        int sign = (bits & 0x8000) << 16;
        int exponent = bits >> 10 & 0x1f;
        int fraction = bits & 0x3ff;
        if (exponent == 0) {
            float magnitude = fraction * SMALLEST;
            return sign == 0 ? magnitude : -magnitude;
        }
        int wide = exponent == 31 ? 0xff : exponent + 127 - 15;
        return Float.intBitsToFloat(sign | wide << 23 | fraction << 13);
    }

    /** Rounds to the nearest, ties to even; what is too large becomes infinite. */
    static short fromFloat(float value) {
        int bits = Float.floatToRawIntBits(value);
        int sign = bits >>> 16 & 0x8000;
        float magnitude = Math.abs(value);
        if (Float.isNaN(value)) {
            return (short) (sign | NAN);
        }
        if (magnitude < 0x1p-14f) {
            return (short) (sign | (int) Math.rint((double) magnitude / SMALLEST));
        }
        // A carry out of the fraction goes on into the exponent, as it should.
        int rounded = (bits & 0x7fffffff) + 0xfff + (bits >>> 13 & 1) - (127 - 15 << 23) >> 13;
        return (short) (sign | Math.min(rounded, INFINITY));
    }

    /** Exact. */
    static float brainToFloat(short bits) {
        return Float.intBitsToFloat(bits << 16);
    }

    /** Rounds to the nearest, ties to even. */
    static short brainFromFloat(float value) {
        int bits = Float.floatToRawIntBits(value);
        return Float.isNaN(value) ? (short) (bits >>> 16 | 0x40) : (short) (bits + 0x7fff + (bits >>> 16 & 1) >>> 16);
    }
}
