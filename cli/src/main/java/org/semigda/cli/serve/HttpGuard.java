package org.semigda.cli.serve;

import io.netty.handler.codec.http.HttpResponseStatus;
import io.vertx.core.Handler;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.CookieSameSite;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.HostAndPort;
import io.vertx.ext.web.RoutingContext;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.Set;
import org.semigda.orchestrator.access.Caller;
import org.semigda.orchestrator.access.FailedAttempts;
import org.semigda.orchestrator.access.Tokens;
import org.semigda.orchestrator.api.ApiRoutes;
import org.semigda.protocol.Transfer;

/**
 * Who may speak to the server. With tokens: whoever brings one, as {@code Authorization: Bearer} or, for the page, as a
 * cookie that {@code /?token=...} sets. Without one the server listens on loopback alone, and requests that a page of
 * another site makes the browser send (another Origin, or another Host that leads here) are refused.
 */
final class HttpGuard implements Handler<RoutingContext> {

    /** Says only that the server is up; whatever watches it needs no token. */
    private static final String HEALTH = ApiRoutes.BASE + "/health/";

    private static final String COOKIE = "semigda_token";
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "::1", "[::1]");

    private final Tokens tokens;
    private final FailedAttempts failures;

    /** @param failures are counted by address; who fails too often waits */
    HttpGuard(Tokens tokens, FailedAttempts failures) {
        this.tokens = tokens;
        this.failures = failures;
    }

    /** Whether a host name means this machine alone. */
    static boolean isLoopback(String host) {
        return LOOPBACK.contains(host);
    }

    /** Whether this machine made the connection, whatever its request says of itself. */
    private static boolean comesFromHere(HttpServerRequest request) {
        try {
            return InetAddress.getByName(request.remoteAddress().hostAddress()).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false; // not the address of a connection over the network
        }
    }

    @Override
    public void handle(RoutingContext context) {
        HttpServerRequest request = context.request();
        HostAndPort authority = request.authority();
        String host = authority == null ? "" : authority.host();
        if (forWorkers(request)) {
            context.next(); // they show a token of another kind, which the routes look at
            return;
        }
        boolean needed = tokens.needed();
        if (!needed && !(isLoopback(host) && comesFromHere(request))) {
            refuse(
                    context,
                    403,
                    "host-refused",
                    "without a token only requests to this machine's own address are answered");
            return;
        }
        String origin = request.getHeader("Origin");
        if (origin != null && (authority == null || !sameHost(origin, authority))) {
            refuse(context, 403, "origin-refused", "requests made by pages of other sites are not answered");
            return;
        }
        if (!needed) {
            Caller.LOCAL.attachTo(context);
            context.next();
        } else if (request.path() != null && request.path().startsWith(HEALTH)) {
            context.next();
        } else {
            authorise(context);
        }
    }

    private static boolean forWorkers(HttpServerRequest request) {
        return request.path() != null
                && request.path().startsWith(ApiRoutes.WORKERS)
                && request.getHeader(Transfer.HEADER) != null;
    }

    private void authorise(RoutingContext context) {
        String from = context.request().remoteAddress().hostAddress();
        long wait = failures.secondsToWait(from);
        if (wait > 0) {
            context.response().putHeader("Retry-After", Long.toString(wait));
            refuse(
                    context,
                    429,
                    "too-many-failures",
                    "too many wrong tokens came from " + from + "; wait " + wait + " s");
            return;
        }
        Optional<String> shown = Optional.ofNullable(context.request().getParam("token"))
                .filter(word -> "/".equals(context.request().path()));
        if (shown.isPresent() && tokens.caller(shown.get()).isPresent()) {
            intoCookie(context, shown.get());
            return;
        }
        Optional<String> given = shown.or(() -> bearer(context)).or(() -> cookie(context));
        Optional<Caller> caller = given.flatMap(tokens::caller);
        if (caller.isPresent() && shown.isEmpty()) {
            caller.get().attachTo(context);
            context.next();
            return;
        }
        if (given.isPresent()) { // a caller that brings nothing guesses nothing
            failures.failed(from);
        }
        context.response().putHeader("WWW-Authenticate", "Bearer");
        refuse(context, 401, "token-needed", "send the token as 'Authorization: Bearer ...', or open /?token=... once");
    }

    /** So that the address, which browsers keep in their history, is open for a moment only. */
    private static void intoCookie(RoutingContext context, String word) {
        context.response()
                .addCookie(Cookie.cookie(COOKIE, word)
                        .setPath("/")
                        .setHttpOnly(true)
                        .setSecure(context.request().isSSL())
                        .setSameSite(CookieSameSite.STRICT))
                .setStatusCode(303)
                .putHeader("Location", "/")
                .putHeader("Referrer-Policy", "no-referrer")
                .putHeader("Cache-Control", "no-store")
                .end();
    }

    private static Optional<String> bearer(RoutingContext context) {
        return Optional.ofNullable(context.request().getHeader("Authorization"))
                .filter(header -> header.regionMatches(true, 0, "Bearer ", 0, 7))
                .map(header -> header.substring(7).strip());
    }

    private static Optional<String> cookie(RoutingContext context) {
        return Optional.ofNullable(context.request().getCookie(COOKIE)).map(Cookie::getValue);
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

    private static void refuse(RoutingContext context, int status, String code, String detail) {
        JsonObject problem = new JsonObject()
                .put("type", "urn:semigda:problem:" + code)
                .put("title", HttpResponseStatus.valueOf(status).reasonPhrase())
                .put("status", status)
                .put("code", code)
                .put("detail", detail);
        context.response()
                .setStatusCode(status)
                .putHeader("Content-Type", "application/problem+json")
                .putHeader("X-Content-Type-Options", "nosniff")
                .end(problem.encode());
    }
}
