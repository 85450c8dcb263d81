package org.semigda.cli.data;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.semigda.data.DataException;
import org.semigda.data.DataSet;
import org.semigda.data.Item;
import org.semigda.data.Picture;
import org.semigda.data.PictureReader;
import org.semigda.data.Thumbnail;
import org.semigda.infer.Overlay;
import org.semigda.orchestrator.datasets.PictureGuard;
import org.semigda.orchestrator.datasets.PictureSource;

/** Shows the pictures of a data set to the API: only files that lie in it, and only those of a sane size. */
public final class DataPictures implements PictureSource {

    /** Pixels of the longer side. */
    private static final int THUMBNAIL = 160;

    @Override
    public Optional<byte[]> png(Path folder, int n, Part part) throws IOException {
        try {
            List<Item> items = DataSet.open(folder).items();
            if (n >= items.size() || (part == Part.OVERLAY && !items.get(n).hasMask())) {
                return Optional.empty();
            }
            Item item = items.get(n);
            requireInside(folder, item.image());
            if (part == Part.IMAGE) {
                return Optional.of(png(PictureReader.read(item.image())));
            }
            for (Path mask : item.masks()) {
                requireInside(folder, mask);
            }
            if (part == Part.THUMBNAIL) {
                return Optional.of(png(Thumbnail.of(item, THUMBNAIL)));
            }
            Picture picture = PictureReader.read(item.image());
            return Optional.of(Overlay.png(picture, PictureReader.readMask(item.masks(), 2)));
        } catch (DataException e) {
            throw new IOException(String.valueOf(e.getMessage()).replace(folder + "/", ""), e);
        }
    }

    /** A link in a data set may lead anywhere on this machine. */
    private static void requireInside(Path folder, Path file) throws IOException {
        if (!file.toRealPath().startsWith(folder.toRealPath())) {
            throw new IOException("'" + file.getFileName() + "' is a link that leads out of the data set");
        }
        PictureGuard.require(file);
    }

    private static byte[] png(Picture picture) throws IOException {
        BufferedImage image = new BufferedImage(picture.width(), picture.height(), BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < picture.height(); y++) {
            for (int x = 0; x < picture.width(); x++) {
                image.setRGB(x, y, picture.value(x, y, 0) << 16 | picture.value(x, y, 1) << 8 | picture.value(x, y, 2));
            }
        }
        return png(image);
    }

    private static byte[] png(BufferedImage image) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ImageIO.write(image, "png", out);
        return out.toByteArray();
    }
}
