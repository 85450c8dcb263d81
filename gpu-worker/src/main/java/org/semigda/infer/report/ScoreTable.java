package org.semigda.infer.report;

import java.util.List;
import org.semigda.metrics.Estimate;

/** Rows of scores as a table. */
final class ScoreTable {

    private ScoreTable() {}

    static String of(String caption, List<ScoreRow> rows) {
        StringBuilder html = new StringBuilder("<div class=\"wide\"><table><caption>")
                .append(Html.text(caption))
                .append(
                        """
                        </caption><thead><tr><th scope="col">Prediction</th><th scope="col">Dice</th><th scope="col">IoU</th>\
                        <th scope="col">hd95 (pixels)</th><th scope="col">hd95 released</th>\
                        <th scope="col">empty truth</th><th scope="col">empty prediction</th><th scope="col">both empty</th>\
                        <th scope="col">hd95 undefined</th></tr></thead><tbody>
                        """);
        for (ScoreRow row : rows) {
            html.append("<tr><th scope=\"row\">").append(Html.text(row.label())).append("</th>");
            cell(html, row.dice(), 4);
            cell(html, row.iou(), 4);
            row.hd95().ifPresentOrElse(hd95 -> cell(html, hd95, 2), () -> html.append("<td>undefined</td>"));
            cell(html, row.hd95Released(), 2);
            ScoreRow.Counts counts = row.counts();
            for (int count : new int[] {counts.truth(), counts.prediction(), counts.both(), counts.undefined()}) {
                html.append("<td>").append(count).append("</td>");
            }
            html.append("</tr>\n");
        }
        return html.append("</tbody></table></div>\n").toString();
    }

    private static void cell(StringBuilder html, Estimate value, int decimals) {
        html.append("<td>%s ± %s<br><small>%s to %s</small></td>"
                .formatted(
                        Html.number(value.mean(), decimals),
                        Html.number(value.std(), decimals),
                        Html.number(value.low(), decimals),
                        Html.number(value.high(), decimals)));
    }
}
