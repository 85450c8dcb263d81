package org.semigda.orchestrator.api;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.file.OpenOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import org.semigda.orchestrator.datasets.DataFolder;
import org.semigda.orchestrator.datasets.DataFolders;
import org.semigda.orchestrator.datasets.DataInspector;
import org.semigda.orchestrator.datasets.PictureSource;
import org.semigda.orchestrator.datasets.PictureSource.Part;
import org.semigda.orchestrator.datasets.ZipIntake;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers requests about data sets. */
final class DatasetRoutes {

    private static final Logger LOG = LoggerFactory.getLogger(DatasetRoutes.class);

    private static final String PHANTOMS = "phantoms";

    private final Vertx vertx;
    private final DataFolders folders;
    private final PictureSource pictures;
    private final DataInspector inspector;
    private final long uploadLimit;

    /** @param uploadLimit of an archive, in bytes */
    DatasetRoutes(Vertx vertx, DataFolders folders, PictureSource pictures, DataInspector inspector, long uploadLimit) {
        this.vertx = vertx;
        this.folders = folders;
        this.pictures = pictures;
        this.inspector = inspector;
        this.uploadLimit = uploadLimit;
    }

    void list(RoutingContext request) {
        vertx.executeBlocking(folders::all, false).onFailure(request::fail).onSuccess(all -> {
            JsonArray list = new JsonArray();
            all.forEach(folder -> list.add(json(folder)));
            Answers.json(request, new JsonObject().put("datasets", list));
        });
    }

    void register(RoutingContext request) {
        JsonObject body = SpecReader.object(request);
        answer(
                request,
                vertx.executeBlocking(() -> folders.register(body.getString("name"), body.getString("path")), false));
    }

    private static void answer(RoutingContext request, Future<DataFolder> made) {
        made.onFailure(request::fail).onSuccess(folder -> {
            request.response().setStatusCode(201);
            Answers.json(request, json(folder));
        });
    }

    private static JsonObject json(DataFolder folder) {
        return new JsonObject()
                .put("id", folder.id())
                .put("name", folder.name())
                .put("path", folder.path().toString())
                .put("registered", folder.registered());
    }

    /** Takes an archive as a stream, counts its bytes, and gives it a name only once everything in it was looked at. */
    void upload(RoutingContext request) {
        String name = String.valueOf(request.pathParam("name"));
        String type = Parameters.header(request, "Content-Type").orElse("");
        if (!type.split(";", 2)[0].strip().equalsIgnoreCase("application/zip")) {
            throw new Problem.Found(new Problem(
                    415, "not-zip", "the body's Content-Type is '" + Parameters.cut(type) + "'; send application/zip"));
        }
        long claimed = Parameters.header(request, "Content-Length")
                .filter(text -> text.matches("\\d{1,18}"))
                .map(Long::valueOf)
                .orElse(0L);
        if (claimed > uploadLimit) {
            throw tooLarge();
        }
        answer(request, vertx.executeBlocking(folders::workFolder, false).compose(work -> receive(request, work)
                .compose(archive -> vertx.executeBlocking(() -> unpack(archive, work, name), false))
                .eventually(() -> vertx.executeBlocking(() -> clear(work), false))));
    }

    private Problem.Found tooLarge() {
        return new Problem.Found(
                new Problem(413, "too-large", "the archive is larger than " + (uploadLimit >> 20) + " MiB"));
    }

    private Future<Path> receive(RoutingContext context, Path work) {
        HttpServerRequest request = context.request();
        Path archive = work.resolve("archive.zip");
        OpenOptions create = new OpenOptions().setWrite(true).setCreateNew(true);
        return vertx.fileSystem().open(archive.toString(), create).compose(file -> {
            CountedFile counted = new CountedFile(file, uploadLimit, this::tooLarge);
            return request.pipe()
                    .endOnFailure(false)
                    .to(counted)
                    .recover(error -> counted.close()
                            .transform(closed -> Future.failedFuture(counted.exceeded() ? tooLarge() : error)))
                    .map(archive);
        });
    }

    private DataFolder unpack(Path archive, Path work, String name) throws IOException {
        Path content = Files.createDirectory(work.resolve("content"));
        new ZipIntake(ZipIntake.Limits.USUAL).unpack(archive, content);
        return folders.adopt(name, content);
    }

    private static boolean clear(Path work) {
        try (var files = Files.walk(work)) {
            for (Path path : files.sorted((a, b) -> b.compareTo(a)).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            LOG.warn("{} cannot be emptied: {}", work, e.getMessage());
        }
        return true;
    }

    void sample(RoutingContext request) {
        String id = String.valueOf(request.pathParam("id"));
        int n = Integer.parseInt(String.valueOf(request.pathParam("n")));
        Part part =
                Part.valueOf(Parameters.query(request, "part").orElse("image").toUpperCase(Locale.ROOT));
        vertx.executeBlocking(() -> picture(id, n, part), false)
                .onFailure(request::fail)
                .onSuccess(png -> request.response()
                        .putHeader("Content-Type", "image/png")
                        .putHeader("Cache-Control", "no-cache")
                        .end(Buffer.buffer(png)));
    }

    /** What is in a data set and what is wrong with it. */
    void inspect(RoutingContext request) {
        String id = String.valueOf(request.pathParam("id"));
        vertx.executeBlocking(() -> inspection(id), false)
                .onFailure(request::fail)
                .onSuccess(found -> Answers.json(request, found));
    }

    private JsonObject inspection(String id) throws IOException {
        DataFolder folder = folder(id);
        try {
            return inspector.inspect(folder.path()).mergeIn(json(folder));
        } catch (IOException e) {
            throw new Problem.Found(new Problem(422, "bad-dataset", String.valueOf(e.getMessage())));
        }
    }

    /** Generated images, for those who have none yet. */
    void phantoms(RoutingContext request) {
        answer(
                request,
                vertx.executeBlocking(
                        () -> folders.register(PHANTOMS, inspector.phantoms().toString()), false));
    }

    private DataFolder folder(String id) throws IOException {
        return folders.find(id)
                .orElseThrow(() -> Problem.notFound("no-dataset", "there is no data set '" + id + "'; GET /datasets"));
    }

    private byte[] picture(String id, int n, Part part) throws IOException {
        DataFolder folder = folder(id);
        Optional<byte[]> png;
        try {
            png = pictures.png(folder.path(), n, part);
        } catch (IOException e) {
            LOG.info("picture {} of {} cannot be shown", n, folder.path(), e);
            throw new Problem.Found(new Problem(422, "bad-picture", "the picture cannot be shown: " + e.getMessage()));
        }
        return png.orElseThrow(() -> Problem.notFound("no-picture", "the data set has no such picture or mask"));
    }
}
