package org.semigda.orchestrator.api;

import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import io.vertx.ext.web.openapi.router.OpenAPIRoute;
import io.vertx.ext.web.openapi.router.RouterBuilder;
import io.vertx.openapi.contract.Operation;
import io.vertx.openapi.contract.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.semigda.orchestrator.access.Caller;
import org.semigda.orchestrator.access.Scope;

/** Makes a router of the contract: which paths there are, what each takes, and which scope it needs. */
final class ContractRouter {

    /** Larger than any specification; uploads are streamed and have a limit of their own. */
    static final long BODY_LIMIT = 1 << 20;

    private final Vertx vertx;
    private final Contract contract;
    private final Map<String, Handler<RoutingContext>> handlers;

    /** @param handlers by the contract's operation ids; exactly those */
    ContractRouter(Vertx vertx, Contract contract, Map<String, Handler<RoutingContext>> handlers) {
        this.vertx = vertx;
        this.contract = contract;
        this.handlers = handlers;
    }

    Router create() {
        requireSameOperations();
        Router router = Router.router(vertx);
        router.route().failureHandler(Problem::answer);
        router.route().handler(ContractRouter::secure);
        router.route().handler(ContractRouter::refuseOtherSites);
        router.post(PredictionRoutes.PATH).handler(PredictionRoutes.body());
        router.post().handler(BodyHandler.create(false).setBodyLimit(BODY_LIMIT));
        router.put().handler(request -> {
            request.request().pause(); // its body is taken as a stream, once the request is checked
            request.next();
        });
        RouterBuilder builder = RouterBuilder.create(vertx, contract.routes(), Parameters::extract);
        for (OpenAPIRoute route : builder.getRoutes()) {
            Operation operation = route.getOperation();
            String scope = scope(operation);
            Handler<RoutingContext> handler = Objects.requireNonNull(handlers.get(operation.getOperationId()));
            route.setDoSecurity(false); // who calls was settled before; the scope is checked below
            route.addHandler(request -> {
                requireScope(request, scope);
                handler.handle(request);
            });
            route.addFailureHandler(Problem::answer);
        }
        router.route("/*").subRouter(builder.createRouter());
        refuseTheRest(router);
        return router;
    }

    private void requireSameOperations() {
        TreeSet<String> described = contract.routes().operations().stream()
                .map(Operation::getOperationId)
                .collect(Collectors.toCollection(TreeSet::new));
        if (!described.equals(new TreeSet<>(handlers.keySet()))) {
            throw new IllegalStateException(
                    "openapi.yaml describes " + described + " but there are handlers for " + handlers.keySet());
        }
    }

    private static String scope(Operation operation) {
        return String.valueOf(operation.getOpenAPIModel().getString("x-scope"));
    }

    private static void requireScope(RoutingContext request, String word) {
        if (word.equals("none")) {
            return;
        }
        Scope needed = Scope.valueOf(word.toUpperCase(Locale.ROOT));
        Caller caller = Caller.of(request);
        if (!caller.scope().allows(needed)) {
            throw new Problem.Found(new Problem(
                    403,
                    "scope-needed",
                    "token '" + caller.name() + "' has scope " + caller.scope().word() + "; this needs "
                            + needed.word()));
        }
    }

    private static void secure(RoutingContext request) {
        request.response()
                .putHeader("X-Content-Type-Options", "nosniff")
                .putHeader("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
                .putHeader("Cross-Origin-Resource-Policy", "same-origin")
                .putHeader("Referrer-Policy", "no-referrer");
        request.next();
    }

    /** A page of another site may send simple requests through a visitor's browser; the browser then names that site. */
    private static void refuseOtherSites(RoutingContext request) {
        String origin = request.request().getHeader("Origin");
        String host = request.request().getHeader("Host");
        boolean changes = !request.request().method().equals(HttpMethod.GET);
        if (changes && origin != null && !origin.endsWith("://" + host)) {
            String from = Parameters.cut(origin);
            throw new Problem.Found(
                    new Problem(403, "other-site", "a page of " + from + " may not change anything here"));
        }
        request.next();
    }

    private void refuseTheRest(Router router) {
        for (Path path : contract.routes().getPaths()) {
            TreeSet<String> allowed = path.getOperations().stream()
                    .map(operation -> operation.getHttpMethod().name())
                    .collect(Collectors.toCollection(TreeSet::new));
            String list = String.join(", ", allowed);
            router.route(path.getName().replaceAll("\\{(\\w+)}", ":$1")).handler(request -> {
                request.response().putHeader("Allow", list);
                String method = Parameters.cut(request.request().method().name());
                Problem problem = new Problem(405, "bad-method", method + " means nothing here; allowed: " + list);
                problem.send(request.response());
            });
        }
        router.route().handler(request -> {
            String path = Parameters.cut(String.valueOf(request.request().path()));
            new Problem(404, "no-page", "there is nothing at " + path).send(request.response());
        });
    }
}
