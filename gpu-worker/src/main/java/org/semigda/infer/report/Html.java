package org.semigda.infer.report;

import java.util.Locale;

/** Text in HTML. */
final class Html {

    private Html() {}

    /** A text as it is, whatever characters it has; also between double quotes. */
    static String text(String raw) {
        return raw.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }

    /** A number with this many decimals, in every country. */
    static String number(double value, int decimals) {
        return String.format(Locale.ROOT, "%." + decimals + "f", value);
    }
}
