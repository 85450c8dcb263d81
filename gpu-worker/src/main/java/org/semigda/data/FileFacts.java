package org.semigda.data;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;

/**
 * What one image's files hold.
 *
 * @param size width x height, such as {@code 384x288}
 * @param mode of the image, such as {@code rgb8}
 * @param digest of the image's pixels: the same for the same picture in another format
 * @param maskValues for each value, the number of this image's masks that hold it
 * @param foreground share of foreground pixels, in [0, 1]
 * @param problem why the files cannot be used; the rest is then empty
 */
record FileFacts(
        Item item,
        String size,
        String mode,
        String digest,
        Map<Integer, Integer> maskValues,
        double foreground,
        Optional<Problem> problem) {

    /** Beyond this a mask is a picture, and its values tell nothing. */
    private static final int MOST_VALUES = 256;

    static FileFacts of(Path root, Item item) {
        try {
            PictureReader.Raw raw = PictureReader.raw(item.image());
            Picture picture = raw.picture();
            Map<Integer, Integer> values = new HashMap<>();
            double foreground = 0;
            if (item.hasMask()) {
                item.masks().forEach(mask -> countValues(mask, values));
                LabelMap labels = PictureReader.readMask(item.masks(), 2);
                Decoded.requireSameSize(item, picture.width(), picture.height(), labels);
                foreground = share(labels);
            }
            return new FileFacts(
                    item,
                    picture.width() + "x" + picture.height(),
                    raw.samples().mode(),
                    digest(picture),
                    values,
                    foreground,
                    Optional.empty());
        } catch (DataException e) {
            String code = e instanceof Decoded.SizesDiffer ? "size-mismatch" : "unreadable";
            Problem problem = new Problem(DataCheck.fileOf(root, item), code, String.valueOf(e.getMessage()));
            return new FileFacts(item, "", "", "", Map.of(), 0, Optional.of(problem));
        }
    }

    private static void countValues(Path mask, Map<Integer, Integer> values) {
        Map<Integer, Integer> ofMask = new HashMap<>();
        int last = -1;
        for (char value : PictureReader.raw(mask).brightest()) {
            if (value != last && ofMask.size() < MOST_VALUES) {
                ofMask.put((int) value, 1);
                last = value;
            }
        }
        ofMask.keySet().forEach(value -> values.merge(value, 1, Integer::sum));
    }

    private static double share(LabelMap labels) {
        int count = 0;
        for (byte label : labels.labels()) {
            count += label == 0 ? 0 : 1;
        }
        return (double) count / labels.labels().length;
    }

    private static String digest(Picture picture) {
        MessageDigest digest = DataHash.sha256();
        digest.update(ByteBuffer.allocate(8)
                .putInt(picture.width())
                .putInt(picture.height())
                .flip());
        digest.update(picture.rgb());
        return HexFormat.of().formatHex(digest.digest());
    }
}
