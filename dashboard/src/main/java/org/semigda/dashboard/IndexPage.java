package org.semigda.dashboard;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * {@code index.html} with its import map, and the policy that accepts exactly this import map and no other script that
 * does not come from this server.
 *
 * @param page the document
 * @param policy the value of its Content-Security-Policy header
 */
record IndexPage(Asset page, String policy) {

    /** What every page needs, and then the page with the most modules. */
    private static final List<String> FIRST = List.of("/app/js/main.js", "/app/js/run/run-page.js");

    /**
     * Fills the template {@code web/index.html}.
     *
     * @param files what is served at an address; empty when nothing is
     */
    static IndexPage render(Assets web, Vendor vendor, Function<String, Optional<byte[]>> files) {
        byte[] template = web.bytes("index.html")
                .orElseThrow(() -> new IllegalStateException("web/index.html is missing from the classpath"));
        String map = new JsonObject()
                .put("imports", new JsonObject(new LinkedHashMap<>(vendor.imports())))
                .encodePrettily();
        String modules = Modules.from(FIRST, vendor.imports(), files).stream()
                .map(address -> "  <link rel=\"modulepreload\" href=\"" + address + "\">\n")
                .collect(Collectors.joining());
        String html = new String(template, UTF_8)
                .replace("{{import-map}}", map)
                .replace("{{modules}}", modules.strip())
                .replace("{{uplot-css}}", vendor.address("uplot", "dist/uPlot.min.css"));
        return new IndexPage(Asset.of("index.html", html.getBytes(UTF_8)), policy(map.getBytes(UTF_8)));
    }

    private static String policy(byte[] importMap) {
        return String.join(
                "; ",
                "default-src 'self'",
                "script-src 'self' " + Asset.policyHash(importMap),
                "style-src 'self'",
                "img-src 'self' data: blob:", // blob: a curve saved as a picture; data: the caret of a select
                "object-src 'none'",
                "base-uri 'none'",
                "form-action 'none'", // every form of the page is sent by script
                "frame-ancestors 'none'");
    }
}
