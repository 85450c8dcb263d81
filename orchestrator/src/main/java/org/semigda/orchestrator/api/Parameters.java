package org.semigda.orchestrator.api;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.Json;
import io.vertx.ext.web.RoutingContext;
import io.vertx.json.schema.common.dsl.SchemaType;
import io.vertx.openapi.contract.Location;
import io.vertx.openapi.contract.Operation;
import io.vertx.openapi.contract.Parameter;
import io.vertx.openapi.validation.RequestParameter;
import io.vertx.openapi.validation.ValidatableRequest;
import io.vertx.openapi.validation.impl.RequestParameterImpl;
import io.vertx.openapi.validation.impl.ValidatableRequestImpl;
import java.math.BigDecimal;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.semigda.conf.Nearest;

/**
 * Takes a request apart for its check. Ours because the library's own decodes values twice, which would refuse
 * {@code q=10%25}, and ignores parameters it does not know.
 */
final class Parameters {

    private Parameters() {}

    /** The values the contract knows, each decoded once. */
    static Future<ValidatableRequest> extract(RoutingContext context, Operation operation) {
        refuseUnknown(context, operation);
        Map<Location, Map<String, RequestParameter>> found = new EnumMap<>(Location.class);
        for (Location location : Location.values()) {
            found.put(location, new HashMap<>());
        }
        HttpServerRequest request = context.request();
        for (Parameter parameter : operation.getParameters()) {
            String name = parameter.getName();
            @Nullable
            String value =
                    switch (parameter.getIn()) {
                        case PATH -> context.pathParam(name);
                        case QUERY -> context.queryParams().get(name);
                        case HEADER -> request.getHeader(name);
                        case COOKIE -> null;
                    };
            Objects.requireNonNull(found.get(parameter.getIn()))
                    .put(name, new RequestParameterImpl(quoted(parameter, value)));
        }
        Buffer body = context.body() == null ? null : context.body().buffer();
        return Future.succeededFuture(new ValidatableRequestImpl(
                found.get(Location.COOKIE),
                found.get(Location.HEADER),
                found.get(Location.PATH),
                found.get(Location.QUERY),
                operation.getRequestBody() == null ? null : new RequestParameterImpl(body),
                request.getHeader("Content-Type")));
    }

    /** The library reads every value as JSON, so that the text {@code 1.5} would become a number. */
    private static @Nullable String quoted(Parameter parameter, @Nullable String value) {
        if (value == null || parameter.getSchemaType() != SchemaType.STRING) {
            return value;
        }
        return Json.encode(value);
    }

    private static void refuseUnknown(RoutingContext context, Operation operation) {
        List<String> known = operation.getParameters().stream()
                .filter(parameter -> parameter.getIn() == Location.QUERY)
                .map(Parameter::getName)
                .toList();
        for (String name : context.queryParams().names()) {
            if (!known.contains(name)) {
                String hint =
                        known.isEmpty() ? "this address takes none" : "did you mean '" + Nearest.of(name, known) + "'?";
                throw Problem.badRequest("unknown-parameter", "unknown query parameter '" + cut(name) + "'; " + hint);
            }
        }
    }

    /** A query parameter that was given and is not empty. */
    static Optional<String> query(RoutingContext context, String name) {
        return Optional.ofNullable(context.queryParams().get(name)).filter(value -> !value.isEmpty());
    }

    /** A whole number that the contract already checked. */
    static long number(RoutingContext context, String name, long fallback) {
        return query(context, name).map(Parameters::whole).orElse(fallback);
    }

    /** JSON calls 1.0 and 1e3 whole numbers too. */
    private static Long whole(String text) {
        return new BigDecimal(text).longValue();
    }

    /** A header that was given and is not empty. */
    static Optional<String> header(RoutingContext context, String name) {
        return Optional.ofNullable(context.request().getHeader(name)).filter(value -> !value.isEmpty());
    }

    /** A stranger's text, short enough for a message. */
    static String cut(String text) {
        return cut(text, 100);
    }

    static String cut(String text, int most) {
        return text.length() <= most ? text : text.substring(0, most) + "...";
    }
}
