package org.semigda.data;

import java.util.Optional;

/**
 * An item in memory.
 *
 * @param labels the mask, of the picture's size, where it was asked for
 */
record Decoded(Picture picture, Optional<LabelMap> labels) {

    /** The picture alone: a mask that is not to be used is not even read. */
    static Decoded picture(Item item) {
        return new Decoded(PictureReader.read(item.image()), Optional.empty());
    }

    /** Picture and mask, which must be of one size. */
    static Decoded annotated(Item item, int classes) {
        Picture picture = PictureReader.read(item.image());
        LabelMap labels = PictureReader.readMask(item.masks(), classes);
        requireSameSize(item, picture.width(), picture.height(), labels);
        return new Decoded(picture, Optional.of(labels));
    }

    /** The picture alone at another size, as {@link #picture} and {@link #resized} give it, in one go. */
    static Decoded picture(Item item, int width, int height) {
        return new Decoded(PictureReader.raw(item.image()).picture(width, height), Optional.empty());
    }

    /** Picture and mask at another size, as {@link #annotated} and {@link #resized} give them, in one go. */
    static Decoded annotated(Item item, int classes, int width, int height) {
        PictureReader.Raw raw = PictureReader.raw(item.image());
        LabelMap labels = PictureReader.readMask(item.masks(), classes);
        requireSameSize(item, raw.width(), raw.height(), labels);
        return new Decoded(raw.picture(width, height), Optional.of(Resize.nearest(labels, width, height)));
    }

    /** Throws if a mask does not fit its image. */
    static void requireSameSize(Item item, int width, int height, LabelMap labels) {
        if (width != labels.width() || height != labels.height()) {
            throw new SizesDiffer("image and mask differ in size: " + item.image() + " is " + width + " x "
                    + height + ", " + item.masks().get(0) + " is " + labels.width() + " x " + labels.height()
                    + "; a mask has a value for every pixel of its image");
        }
    }

    Decoded resized(int width, int height) {
        return new Decoded(
                Resize.bilinear(picture, width, height), labels.map(map -> Resize.nearest(map, width, height)));
    }

    /** The memory it takes. */
    long bytes() {
        return picture.rgb().length + labels.map(map -> map.labels().length).orElse(0);
    }

    /** A mask that does not fit its image: never left out silently, since the whole set may be paired wrongly. */
    static final class SizesDiffer extends DataException {

        private static final long serialVersionUID = 1L;

        SizesDiffer(String message) {
            super(message);
        }
    }
}
