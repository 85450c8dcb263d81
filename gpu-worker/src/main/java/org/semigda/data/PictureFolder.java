package org.semigda.data;

import java.nio.file.Path;
import java.util.List;

/** The picture files of a folder, whatever they are pictures of. */
public final class PictureFolder {

    private PictureFolder() {}

    /**
     * All PNG, JPEG, TIFF and BMP files below a folder by their names, sorted, hidden ones left out.
     *
     * @throws DataException if a folder cannot be listed
     */
    public static List<Path> files(Path folder) {
        return ImageFiles.below(folder);
    }
}
