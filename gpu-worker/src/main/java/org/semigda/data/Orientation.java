package org.semigda.data;

import java.nio.ByteBuffer;

/**
 * How a camera was held: the EXIF (TIFF 6.0) orientation tag of JPEG, PNG and TIFF files, from 1 (as stored) to 8. Image
 * viewers and OpenCV turn such images, so masks drawn in them belong to the turned image. Decoders of Java do not.
 */
record Orientation(int tag) {

    static final Orientation AS_STORED = new Orientation(1);

    private static final long PNG = 0x89504E470D0A1A0AL;
    private static final int EXIF_CHUNK = 0x65584966;
    private static final int ORIENTATION_TAG = 0x0112;

    /** What a file says; as stored where it says nothing or nothing sensible. */
    static Orientation of(byte[] file) {
        ByteBuffer buffer = ByteBuffer.wrap(file);
        if (file.length >= 8 && buffer.getLong(0) == PNG) {
            return ofPng(buffer);
        }
        if (file.length >= 4 && (file[0] & 0xff) == 0xff && (file[1] & 0xff) == 0xd8) {
            return ofJpeg(buffer);
        }
        return ofTiff(buffer, 0, file.length);
    }

    private static Orientation ofJpeg(ByteBuffer file) {
        int at = 2;
        while (at + 4 <= file.limit() && (file.get(at) & 0xff) == 0xff) {
            int mark = file.get(at + 1) & 0xff;
            if (mark == 0xff) {
                at++;
                continue;
            }
            int length = file.getShort(at + 2) & 0xffff;
            if (mark == 0xda || length < 2) {
                break; // image data begin; EXIF comes before
            }
            if (mark == 0xe1 && length >= 16 && at + 10 <= file.limit() && file.getInt(at + 4) == 0x45786966) {
                return ofTiff(file, at + 10, Math.min(file.limit(), at + 2 + length));
            }
            at += 2 + length;
        }
        return AS_STORED;
    }

    private static Orientation ofPng(ByteBuffer file) {
        int at = 8;
        while (at + 12 <= file.limit()) {
            int length = file.getInt(at);
            if (length < 0 || at + 12L + length > file.limit()) {
                break;
            }
            if (file.getInt(at + 4) == EXIF_CHUNK) {
                return ofTiff(file, at + 8, at + 8 + length);
            }
            at += 12 + length;
        }
        return AS_STORED;
    }

    private static Orientation ofTiff(ByteBuffer file, int start, int end) {
        int value =
                TiffTags.of(file.array(), start, end).number(ORIENTATION_TAG).orElse(1);
        return value >= 1 && value <= 8 ? new Orientation(value) : AS_STORED;
    }

    Picture apply(Picture picture) {
        if (tag == 1) {
            return picture;
        }
        int width = turned() ? picture.height() : picture.width();
        int height = turned() ? picture.width() : picture.height();
        byte[] rgb = new byte[picture.rgb().length];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int from = 3 * source(x, y, picture.width(), picture.height());
                int to = 3 * (y * width + x);
                rgb[to] = picture.rgb()[from];
                rgb[to + 1] = picture.rgb()[from + 1];
                rgb[to + 2] = picture.rgb()[from + 2];
            }
        }
        return new Picture(width, height, rgb);
    }

    LabelMap apply(LabelMap map) {
        if (tag == 1) {
            return map;
        }
        int width = turned() ? map.height() : map.width();
        int height = turned() ? map.width() : map.height();
        byte[] labels = new byte[map.labels().length];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                labels[y * width + x] = map.labels()[source(x, y, map.width(), map.height())];
            }
        }
        return new LabelMap(width, height, labels);
    }

    /** Whether rows are columns in the file. */
    boolean turned() {
        return tag >= 5;
    }

    /** The stored pixel that is seen at a place. */
    private int source(int x, int y, int width, int height) {
        return switch (tag) {
            case 2 -> y * width + width - 1 - x;
            case 3 -> (height - 1 - y) * width + width - 1 - x;
            case 4 -> (height - 1 - y) * width + x;
            case 5 -> x * width + y;
            case 6 -> (height - 1 - x) * width + y;
            case 7 -> (height - 1 - x) * width + width - 1 - y;
            case 8 -> x * width + width - 1 - y;
            default -> y * width + x;
        };
    }
}
