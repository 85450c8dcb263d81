package org.semigda.dashboard;

import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;

/**
 * The routes of the page.
 *
 * <ul>
 *   <li>{@code /} — the one document
 *   <li>{@code /app/*} — the page's own modules and styles, asked for again each time and answered with 304
 *   <li>{@code /vendor/LIBRARY/VERSION/*} — Lit and uPlot, kept by the browser for ever
 * </ul>
 *
 * Every other path is left to the routes that follow, so the HTTP API and the page share a router:
 *
 * <pre>{@code
 * Router router = Router.router(vertx);
 * api.addTo(router);
 * new DashboardRoutes().addTo(router);
 * }</pre>
 */
public final class DashboardRoutes {

    private static final String APP = "/app/";
    private static final String VENDOR = "/vendor/";
    private static final String REVALIDATE = "no-cache";
    private static final String FOREVER = "public, max-age=31536000, immutable";

    private final Assets web = new Assets("web");
    private final Assets webjars = new Assets("META-INF/resources/webjars");
    private final Vendor vendor = Vendor.load();
    private final IndexPage index = IndexPage.render(web, vendor, this::bytes);

    /** Adds the page to a router. */
    public void addTo(Router router) {
        get(router, "/", context -> send(context, index.page(), REVALIDATE));
        get(router, APP + "*", context -> sendOrMiss(context, web.find(rest(context, APP)), REVALIDATE));
        get(router, VENDOR + "*", this::sendVendor);
    }

    private static void get(Router router, String path, Handler<RoutingContext> handler) {
        router.route(path).method(HttpMethod.GET).method(HttpMethod.HEAD).handler(handler);
    }

    private Optional<byte[]> bytes(String address) {
        return address.startsWith(VENDOR)
                ? webjars.bytes(address.substring(VENDOR.length()))
                : web.bytes(address.substring(APP.length()));
    }

    private void sendVendor(RoutingContext context) {
        String path = rest(context, VENDOR);
        sendOrMiss(context, vendor.serves(path) ? webjars.find(path) : Optional.empty(), FOREVER);
    }

    private static String rest(RoutingContext context, String prefix) {
        String path = context.normalizedPath();
        return path.length() < prefix.length() ? "" : path.substring(prefix.length());
    }

    private void sendOrMiss(RoutingContext context, Optional<Asset> asset, String caching) {
        asset.ifPresentOrElse(found -> send(context, found, caching), () -> secure(context.response())
                .setStatusCode(404)
                .putHeader(HttpHeaders.CONTENT_TYPE, "text/plain; charset=utf-8")
                .end("The page has no file " + context.normalizedPath() + "\n"));
    }

    private void send(RoutingContext context, Asset asset, String caching) {
        String accepted = context.request().getHeader(HttpHeaders.ACCEPT_ENCODING);
        boolean packed = asset.compressible() && accepted != null && accepted.contains("gzip");
        String tag = '"' + asset.hash() + (packed ? "-gzip" : "") + '"';
        HttpServerResponse response = secure(context.response())
                .putHeader(HttpHeaders.ETAG, tag)
                .putHeader(HttpHeaders.CACHE_CONTROL, caching)
                .putHeader(HttpHeaders.VARY, HttpHeaders.ACCEPT_ENCODING);
        String held = context.request().getHeader(HttpHeaders.IF_NONE_MATCH);
        if (held != null && held.contains(asset.hash())) {
            response.setStatusCode(304).end();
            return;
        }
        response.putHeader(HttpHeaders.CONTENT_TYPE, asset.type());
        if (packed) {
            response.putHeader(HttpHeaders.CONTENT_ENCODING, "gzip");
        }
        Buffer body = packed ? asset.gzip() : asset.plain();
        if (context.request().method().equals(HttpMethod.HEAD)) {
            response.putHeader(HttpHeaders.CONTENT_LENGTH, String.valueOf(body.length()))
                    .end();
        } else {
            response.end(body);
        }
    }

    private HttpServerResponse secure(HttpServerResponse response) {
        return response.putHeader("Content-Security-Policy", index.policy())
                .putHeader("X-Content-Type-Options", "nosniff")
                .putHeader("X-Frame-Options", "DENY")
                .putHeader("Referrer-Policy", "no-referrer")
                .putHeader("Cross-Origin-Opener-Policy", "same-origin")
                .putHeader("Cross-Origin-Resource-Policy", "same-origin")
                .putHeader("Permissions-Policy", "camera=(), geolocation=(), microphone=()");
    }
}
