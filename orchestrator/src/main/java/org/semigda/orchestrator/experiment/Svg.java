package org.semigda.orchestrator.experiment;

import java.util.Locale;

/** A picture that is being drawn: readable on light and dark ground, without scripts. */
final class Svg {

    /** Colours that are told apart by colour-blind eyes too; beyond them they repeat. */
    private static final String STYLE =
            """
            <style>
            text{font:13px system-ui,sans-serif;fill:#24292f}
            .axis{stroke:#8c959f;stroke-width:1}.grid{stroke:#d0d7de;stroke-width:1}
            .s0{stroke:#0072b2;fill:#0072b2}.s1{stroke:#d55e00;fill:#d55e00}
            .s2{stroke:#009e73;fill:#009e73}.s3{stroke:#cc79a7;fill:#cc79a7}
            line,polyline{stroke-width:2;fill:none}.seed{fill-opacity:.35;stroke:none}.paper{fill:none;stroke-width:1.5}
            @media(prefers-color-scheme:dark){text{fill:#e6edf3}.grid{stroke:#30363d}}
            </style>
            """;

    static final int COLOURS = 4;

    private final StringBuilder text = new StringBuilder();

    Svg(int width, int height, String title) {
        text.append(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\" role=\"img\">"
                        .formatted(width, height, width, height));
        text.append("<title>").append(escaped(title)).append("</title>\n").append(STYLE);
    }

    void line(String style, double x1, double y1, double x2, double y2) {
        add("<line class=\"%s\" x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\"/>\n", style, x1, y1, x2, y2);
    }

    void circle(String style, double x, double y, double radius) {
        add("<circle class=\"%s\" cx=\"%.1f\" cy=\"%.1f\" r=\"%.1f\"/>\n", style, x, y, radius);
    }

    /** A square standing on its corner. */
    void diamond(String style, double x, double y) {
        add("<path class=\"%s\" d=\"M%.1f %.1fl6 6l-6 6l-6 -6z\"/>\n", style, x, y - 6);
    }

    /** @param anchor start, middle or end */
    void text(String anchor, double x, double y, String words) {
        add("<text text-anchor=\"%s\" x=\"%.1f\" y=\"%.1f\">", anchor, x, y);
        text.append(escaped(words)).append("</text>\n");
    }

    private void add(String format, Object... values) {
        text.append(String.format(Locale.ROOT, format, values));
    }

    String end() {
        return text + "</svg>\n";
    }

    private static String escaped(String words) {
        return words.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
