package org.semigda.cli;

import io.vertx.core.Handler;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.CookieSameSite;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.HostAndPort;
import io.vertx.ext.web.RoutingContext;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.Set;
import org.semigda.orchestrator.api.ApiRoutes;

/**
 * Who may speak to the server. With a token: whoever brings it, as {@code Authorization: Bearer} or, for the page, as a
 * cookie that {@code /?token=...} sets. Without one the server listens on loopback alone, and requests that a page of
 * another site makes the browser send (another Origin, or another Host that leads here) are refused.
 */
final class HttpGuard implements Handler<RoutingContext> {

    /** Says only that the server is up; whatever watches it needs no token. */
    private static final String HEALTH = ApiRoutes.BASE + "/health/";

    private static final String COOKIE = "semigda_token";
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "::1", "[::1]");

    private final Optional<String> token;

    HttpGuard(Optional<String> token) {
        this.token = token;
    }

    /** Whether a host name means this machine alone. */
    static boolean isLoopback(String host) {
        return LOOPBACK.contains(host);
    }

    @Override
    public void handle(RoutingContext context) {
        HttpServerRequest request = context.request();
        HostAndPort authority = request.authority();
        String host = authority == null ? "" : authority.host();
        if (token.isEmpty() && !isLoopback(host)) {
            refuse(
                    context,
                    403,
                    "host-refused",
                    "without a token only requests to this machine's own address are answered");
            return;
        }
        String origin = request.getHeader("Origin");
        if (origin != null && !sameHost(origin, authority)) {
            refuse(context, 403, "origin-refused", "requests made by pages of other sites are not answered");
            return;
        }
        if (token.isPresent() && !request.path().startsWith(HEALTH) && !authorised(context, token.get())) {
            return;
        }
        context.next();
    }

    private boolean authorised(RoutingContext context, String wanted) {
        HttpServerRequest request = context.request();
        String given = request.getParam("token");
        if (given != null && request.path().equals("/") && same(given, wanted)) {
            context.response()
                    .addCookie(Cookie.cookie(COOKIE, given)
                            .setPath("/")
                            .setHttpOnly(true)
                            .setSameSite(CookieSameSite.STRICT))
                    .setStatusCode(303)
                    .putHeader("Location", "/")
                    .end();
            return false;
        }
        String header = request.getHeader("Authorization");
        Cookie cookie = request.getCookie(COOKIE);
        if ((header != null
                        && header.startsWith("Bearer ")
                        && same(header.substring(7).strip(), wanted))
                || (cookie != null && same(cookie.getValue(), wanted))) {
            return true;
        }
        context.response().putHeader("WWW-Authenticate", "Bearer");
        refuse(context, 401, "token-needed", "send the token as 'Authorization: Bearer ...', or open /?token=... once");
        return false;
    }

    private static boolean sameHost(String origin, HostAndPort authority) {
        try {
            URI uri = URI.create(origin);
            int port = uri.getPort() >= 0 ? uri.getPort() : "https".equals(uri.getScheme()) ? 443 : 80;
            int own = authority.port() >= 0 ? authority.port() : port;
            return authority.host().equals(uri.getHost()) && own == port;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** In a time that does not tell how much of a guess was right. */
    private static boolean same(String given, String wanted) {
        return MessageDigest.isEqual(given.getBytes(StandardCharsets.UTF_8), wanted.getBytes(StandardCharsets.UTF_8));
    }

    private static void refuse(RoutingContext context, int status, String code, String detail) {
        context.response()
                .setStatusCode(status)
                .putHeader("Content-Type", "application/problem+json")
                .end("{\"type\":\"about:blank\",\"title\":\"" + (status == 401 ? "Unauthorized" : "Forbidden")
                        + "\",\"status\":" + status + ",\"code\":\"" + code + "\",\"detail\":\"" + detail + "\"}");
    }
}
