package org.semigda.infer.export;

import org.semigda.conf.Keys;
import org.semigda.infer.OpenModel;

/** Which branches of a model were trained with adapters. */
final class Adapters {

    private Adapters() {}

    static boolean image(OpenModel open) {
        return open.settings().get(Keys.ADAPTERS_IMAGE);
    }

    static boolean mask(OpenModel open) {
        return open.settings().get(Keys.ADAPTERS_MASK);
    }
}
