package org.semigda.infer;

/**
 * The scaled latents behind the prediction of one image, each [4, height, width], row by row. The arrays are shared, not
 * copied: treat them as read-only.
 *
 * @param vae of the image, by the frozen autoencoder (paper, eq. 1)
 * @param mapped what M makes of it (eq. 2)
 * @param encoded of the image, by E (eq. 3)
 * @param prior of the annotation (eq. 4); training pulls {@code mapped} and {@code encoded} towards it
 */
@SuppressWarnings("ArrayRecordComponent") // compared nowhere
public record Latents(int height, int width, float[] vae, float[] mapped, float[] encoded, float[] prior) {

    /** Channels of every latent. */
    public static final int CHANNELS = 4;

    public Latents {
        for (float[] latent : new float[][] {vae, mapped, encoded, prior}) {
            if (latent.length != CHANNELS * height * width) {
                throw new IllegalArgumentException(
                        "a latent of " + latent.length + " values is not " + CHANNELS + " x " + height + " x " + width);
            }
        }
    }
}
