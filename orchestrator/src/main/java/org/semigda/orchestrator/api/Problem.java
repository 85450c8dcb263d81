package org.semigda.orchestrator.api;

import io.netty.handler.codec.http.HttpResponseStatus;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.HttpException;
import io.vertx.openapi.validation.ValidatorException;
import org.semigda.orchestrator.run.Refusal;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An error as a client sees it: a problem document of RFC 9457, with a stable word in {@code code}.
 *
 * @param detail what happened, with which value, and what to do
 */
record Problem(int status, String code, String detail) {

    private static final Logger LOG = LoggerFactory.getLogger(Problem.class);

    private static final long LINGER_MILLIS = 3000;

    /** Carries a problem through the router. */
    static final class Found extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final transient Problem problem;

        Found(Problem problem) {
            super(problem.detail(), null, false, false);
            this.problem = problem;
        }
    }

    static Found badRequest(String code, String detail) {
        return new Found(new Problem(400, code, detail));
    }

    static Found notFound(String code, String detail) {
        return new Found(new Problem(404, code, detail));
    }

    /** Answers a request that failed. What is our own fault goes to the log in full, and to the client without. */
    static void answer(RoutingContext request) {
        HttpServerResponse response = request.response();
        if (response.ended()) {
            return;
        }
        Problem problem = of(request);
        if (response.headWritten()) {
            LOG.error(
                    "{} {} broke off",
                    request.request().method(),
                    request.request().path(),
                    request.failure());
            response.reset();
            return;
        }
        if (problem.status >= 500) {
            LOG.error(
                    "{} {} failed",
                    request.request().method(),
                    request.request().path(),
                    request.failure());
        }
        dropRest(request);
        problem.send(response);
    }

    /** A client that still sends does not read the answer before it is done; so long, and no longer, it is listened to. */
    private static void dropRest(RoutingContext request) {
        HttpServerRequest http = request.request();
        if (http.isEnded()) {
            return;
        }
        http.handler(piece -> {});
        long timer = request.vertx()
                .setTimer(LINGER_MILLIS, late -> http.connection().close());
        http.endHandler(end -> request.vertx().cancelTimer(timer));
        http.resume();
    }

    private static Problem of(RoutingContext request) {
        Throwable failure = request.failure();
        if (failure instanceof Found found) {
            return found.problem;
        }
        if (failure instanceof Refusal refusal) {
            int status =
                    switch (refusal.code()) {
                        case NO_RUN, NO_EXPERIMENT -> 404;
                        case BAD_STATE -> 409;
                        case NOT_ALLOWED -> 403;
                        case KEY_REUSED -> 422;
                        case DATA_EXISTS, NO_ESTIMATE -> 409;
                        case NOT_SAVED -> 507;
                        case BAD_SPEC, BAD_SETTING, NO_DATA, BAD_FOLDER, BAD_ARCHIVE -> 400;
                    };
            return new Problem(status, refusal.code().word(), String.valueOf(refusal.getMessage()));
        }
        if (failure instanceof ValidatorException invalid) {
            return invalid(request, invalid);
        }
        if (failure instanceof HttpException && failure.getCause() instanceof ValidatorException invalid) {
            return invalid(request, invalid);
        }
        int status = failure instanceof HttpException http ? http.getStatusCode() : request.statusCode();
        return switch (status) {
            case 400 -> new Problem(400, "bad-request", "the request cannot be read");
            case 413 ->
                new Problem(413, "too-large", "the body is larger than is taken here (1 MiB; 64 MiB for an image)");
            case 414, 431 -> new Problem(status, "too-large", "the request's address or headers are too large");
            default -> new Problem(500, "internal", "something broke here; the server's log says what");
        };
    }

    /** The contract says no; of a body our own reader can often say it better. */
    private static Problem invalid(RoutingContext request, ValidatorException invalid) {
        boolean aboutBody = request.body() != null && request.request().method().equals(HttpMethod.POST);
        if (aboutBody && SpecReader.wantsBody(request)) {
            try {
                SpecReader.explain(request);
            } catch (Found better) {
                return better.problem;
            } catch (Refusal better) {
                return new Problem(400, better.code().word(), String.valueOf(better.getMessage()));
            }
        }
        String text = String.valueOf(invalid.getMessage()).replaceAll("\\s+", " ");
        return new Problem(400, "bad-parameter", Parameters.cut(text, 400) + " (see /api/v1/docs)");
    }

    void send(HttpServerResponse response) {
        JsonObject body = new JsonObject()
                .put("type", "urn:semigda:problem:" + code)
                .put("title", HttpResponseStatus.valueOf(status).reasonPhrase())
                .put("status", status)
                .put("code", code)
                .put("detail", detail);
        if (status == 413) {
            response.putHeader(HttpHeaders.CONNECTION, "close");
        }
        response.setStatusCode(status)
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/problem+json")
                .end(body.toBuffer());
    }
}
