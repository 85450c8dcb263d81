package org.semigda.data;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.List;

/** Pictures from anywhere as a model wants them: what {@link BatchLoader#evaluation} does to a data set's own. */
public final class ModelInput {

    private ModelInput() {}

    /** Resizes pictures; returns [pictures, 3, height, width], RGB in [-1, 1], in a direct buffer of native order. */
    public static FloatBuffer of(List<Picture> pictures, int height, int width) {
        int size = Math.multiplyExact(3 * height, width);
        FloatBuffer pixels = ByteBuffer.allocateDirect(Math.multiplyExact(pictures.size() * Float.BYTES, size))
                .order(ByteOrder.nativeOrder())
                .asFloatBuffer();
        for (int i = 0; i < pictures.size(); i++) {
            Picture resized = Resize.bilinear(pictures.get(i), width, height);
            Warp.picture(resized, Affine.IDENTITY, Colours.unchanged(), pixels, i * size);
        }
        return pixels;
    }
}
