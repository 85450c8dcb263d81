package org.semigda.orchestrator.api;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.util.Locale;
import org.semigda.orchestrator.api.ImagePredictor.Part;
import org.semigda.orchestrator.api.ImagePredictor.Refused;

/** Answers an image with what a run's model sees in it. */
final class PredictionRoutes {

    /** Where the larger body is allowed, relative to {@link ApiRoutes#BASE}. */
    static final String PATH = "/runs/:id/predict";

    private static final long IMAGE_LIMIT = 64L << 20;
    private static final String RETRY_SECONDS = "5";

    private final RunLookup lookup;
    private final ImagePredictor predictor;

    PredictionRoutes(RunLookup lookup, ImagePredictor predictor) {
        this.lookup = lookup;
        this.predictor = predictor;
    }

    /** Takes images that are larger than any other body. */
    static Handler<RoutingContext> body() {
        return BodyHandler.create(false).setBodyLimit(IMAGE_LIMIT);
    }

    void predict(RoutingContext request) {
        String type = Parameters.header(request, "Content-Type").orElse("");
        if (!type.startsWith("image/") && !type.startsWith("application/octet-stream")) {
            throw new Problem.Found(new Problem(
                    415,
                    "not-image",
                    "the body's Content-Type is '" + Parameters.cut(type) + "'; send image/png or the like"));
        }
        Buffer image = request.body().buffer();
        if (image == null || image.length() == 0) {
            throw Problem.badRequest("no-image", "the body is empty; send the image's file as it is");
        }
        Part part =
                Part.valueOf(Parameters.query(request, "part").orElse("mask").toUpperCase(Locale.ROOT));
        lookup.find(request)
                .compose(run -> {
                    if (run.projection().checkpoints().isEmpty()) {
                        throw new Problem.Found(new Problem(
                                409,
                                "no-checkpoint",
                                "the run has saved no checkpoint yet; try again after its first one"));
                    }
                    return predictor.predict(run.folder().path(), image.getBytes(), part);
                })
                .recover(failure ->
                        Future.failedFuture(failure instanceof Refused refused ? problem(request, refused) : failure))
                .onFailure(request::fail)
                .onSuccess(png -> request.response()
                        .putHeader("Content-Type", "image/png")
                        .putHeader("Cache-Control", "no-store")
                        .end(Buffer.buffer(png)));
    }

    private static Problem.Found problem(RoutingContext request, Refused refused) {
        String detail = String.valueOf(refused.getMessage());
        return new Problem.Found(
                switch (refused.why()) {
                    case BUSY -> {
                        request.response().putHeader("Retry-After", RETRY_SECONDS);
                        yield new Problem(503, "busy", detail);
                    }
                    case LATE -> new Problem(504, "late", detail);
                    case BAD_IMAGE -> new Problem(422, "bad-image", detail);
                    case NO_MODEL -> new Problem(409, "no-model", detail);
                });
    }
}
