package org.semigda.orchestrator.api;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The contract as a page for people: one document without scripts, which asks no other host for anything. */
final class DocsPage {

    private static final String STYLE =
            """
            body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color-scheme:light dark}
            h2{margin:2rem 0 .25rem;font-size:1.1rem}code,pre{font-family:ui-monospace,monospace;font-size:.9em}
            .method{display:inline-block;min-width:4.5em;font-weight:700}table{border-collapse:collapse}
            td,th{text-align:left;vertical-align:top;padding:.15rem 1rem .15rem 0}pre{overflow-x:auto}
            """;

    /** Styles in the page itself and nothing else. */
    static final String POLICY =
            "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

    private static final List<String> METHODS = List.of("get", "post", "put", "delete");

    private DocsPage() {}

    static String of(JsonObject contract) {
        StringBuilder page = new StringBuilder("<!doctype html><html lang=\"en\"><meta charset=\"utf-8\">")
                .append("<meta name=\"viewport\" content=\"width=device-width\"><title>SemiGDA HTTP API</title><style>")
                .append(STYLE)
                .append("</style><h1>SemiGDA HTTP API</h1><p>")
                .append(escape(contract.getJsonObject("info").getString("description")))
                .append(
                        "</p><p>Base <code>/api/v1</code>. For programs: <a href=\"openapi.yaml\">openapi.yaml</a>.</p>");
        for (Map.Entry<String, Object> path : contract.getJsonObject("paths")) {
            JsonObject item = (JsonObject) path.getValue();
            for (String method : METHODS) {
                if (item.getJsonObject(method) != null) {
                    operation(page, path.getKey(), item, method, contract);
                }
            }
        }
        page.append("<h1>Documents</h1>");
        for (Map.Entry<String, Object> schema :
                contract.getJsonObject("components").getJsonObject("schemas")) {
            page.append("<h2 id=\"").append(schema.getKey()).append("\"><code>").append(schema.getKey());
            page.append("</code></h2><pre>")
                    .append(escape(((JsonObject) schema.getValue()).encodePrettily()))
                    .append("</pre>");
        }
        return page.append("</html>\n").toString();
    }

    private static void operation(
            StringBuilder page, String path, JsonObject item, String method, JsonObject contract) {
        JsonObject operation = item.getJsonObject(method);
        page.append("<h2><code><span class=\"method\">")
                .append(method.toUpperCase(Locale.ROOT))
                .append("</span>")
                .append(escape(path))
                .append("</code></h2><p>")
                .append(escape(operation.getString("summary")))
                .append(". Scope: ")
                .append(escape(operation.getString("x-scope")))
                .append(".</p>");
        JsonArray parameters = new JsonArray()
                .addAll(item.getJsonArray("parameters", new JsonArray()))
                .addAll(operation.getJsonArray("parameters", new JsonArray()));
        page.append("<table>");
        for (Object each : parameters) {
            JsonObject parameter = resolved((JsonObject) each, contract);
            page.append("<tr><td><code>")
                    .append(escape(parameter.getString("name")))
                    .append("</code><td>")
                    .append(escape(parameter.getString("in")))
                    .append("<td>")
                    .append(escape(parameter.getString("description", "")))
                    .append("<td><code>")
                    .append(escape(parameter.getJsonObject("schema").encode()))
                    .append("</code>");
        }
        page.append("</table>");
        JsonObject body = operation.getJsonObject("requestBody");
        if (body != null) {
            String name = body.encode().replaceAll(".*schemas/(\\w+).*", "$1");
            page.append("<p>Body: <a href=\"#")
                    .append(name)
                    .append("\">")
                    .append(name)
                    .append("</a></p>");
        }
    }

    private static JsonObject resolved(JsonObject parameter, JsonObject contract) {
        String reference = parameter.getString("$ref");
        return reference == null
                ? parameter
                : contract.getJsonObject("components")
                        .getJsonObject("parameters")
                        .getJsonObject(reference.substring(reference.lastIndexOf('/') + 1));
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
