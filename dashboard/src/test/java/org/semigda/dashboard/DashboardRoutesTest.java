package org.semigda.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DashboardRoutesTest {

    private static Vertx vertx;
    private static HttpServer server;
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    @BeforeAll
    static void start() {
        vertx = Vertx.vertx();
        Router router = Router.router(vertx);
        new DashboardRoutes().addTo(router);
        router.get("/api/v1/runs").handler(c -> c.end("the API"));
        server = vertx.createHttpServer()
                .requestHandler(router)
                .listen(0, "127.0.0.1")
                .await();
    }

    @AfterAll
    static void stop() {
        vertx.close().await();
    }

    @Test
    void theDocumentIsHtmlAndNamesNoOtherHost() throws Exception {
        HttpResponse<String> page = get("/");
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.headers().firstValue("content-type")).hasValue("text/html; charset=utf-8");
        assertThat(page.body()).contains("<semigda-app>").doesNotContain("{{").doesNotContain("http://", "https://");
    }

    @Test
    void everyAnswerForbidsWhatThePageDoesNotNeed() throws Exception {
        for (String path : List.of("/", "/app/js/main.js", "/app/none.js")) {
            var headers = get(path).headers();
            assertThat(headers.firstValue("x-content-type-options")).hasValue("nosniff");
            assertThat(headers.firstValue("x-frame-options")).hasValue("DENY");
            assertThat(headers.firstValue("referrer-policy")).hasValue("no-referrer");
            assertThat(headers.firstValue("content-security-policy").orElseThrow())
                    .contains("default-src 'self'", "style-src 'self'", "object-src 'none'", "frame-ancestors 'none'")
                    .doesNotContain("unsafe", "*");
        }
    }

    @Test
    void thePolicyAcceptsExactlyTheImportMapOfTheDocument() throws Exception {
        HttpResponse<String> page = get("/");
        assertThat(page.headers().firstValue("content-security-policy").orElseThrow())
                .contains("script-src 'self' "
                        + Asset.policyHash(importMap(page.body()).getBytes("UTF-8")) + ";");
    }

    @Test
    void everyNameOfTheImportMapLeadsToAFile() throws Exception {
        JsonObject imports = new JsonObject(importMap(get("/").body())).getJsonObject("imports");
        assertThat(imports.fieldNames()).contains("lit", "lit-html", "@lit/reactive-element", "uplot");
        for (String name : imports.fieldNames()) {
            String address = imports.getString(name);
            if (!address.endsWith("/")) {
                HttpResponse<String> file = get(address);
                assertThat(file.statusCode()).as(address).isEqualTo(200);
                assertThat(file.headers().firstValue("content-type")).hasValue("text/javascript; charset=utf-8");
            }
        }
    }

    @Test
    void everythingThePageImportsIsThere() throws Exception {
        JsonObject imports = new JsonObject(importMap(get("/").body())).getJsonObject("imports");
        Path web = Path.of("src/main/resources/web");
        Pattern pattern =
                Pattern.compile("(?:^(?:import|export) (?:[^'\"]* from )?|import\\()'([^']+)'", Pattern.MULTILINE);
        try (Stream<Path> files = Files.walk(web.resolve("js"))) {
            for (Path file : files.filter(f -> f.toString().endsWith(".js")).toList()) {
                Matcher found = pattern.matcher(Files.readString(file));
                while (found.find()) {
                    String name = found.group(1);
                    String address = name.startsWith(".")
                            ? "/app/"
                                    + web.relativize(file.resolveSibling(name).normalize())
                                            .toString()
                                            .replace('\\', '/')
                            : imports.getString(name);
                    assertThat(address).as("%s in %s", name, file).isNotNull();
                    assertThat(get(address).statusCode())
                            .as("%s in %s", name, file)
                            .isEqualTo(200);
                }
            }
        }
    }

    @Test
    void theDocumentNamesTheModulesOfARunSoThatNoneIsFoundLate() throws Exception {
        List<String> named = Pattern.compile("<link rel=\"modulepreload\" href=\"([^\"]+)\">")
                .matcher(get("/").body())
                .results()
                .map(link -> link.group(1))
                .toList();
        Path web = Path.of("src/main/resources/web");
        try (Stream<Path> files = Files.walk(web.resolve("js/run"))) {
            List<String> run = files.filter(Files::isRegularFile)
                    .map(file -> "/app/" + web.relativize(file).toString().replace('\\', '/'))
                    .toList();
            assertThat(named).containsAll(run).contains("/app/js/api.js", "/app/js/shared/format.js");
        }
        assertThat(named)
                .doesNotHaveDuplicates()
                .noneMatch(name -> name.contains("/launch/")) // which comes when it is asked for
                .anyMatch(name -> name.endsWith("/reactive-element.js"))
                .anyMatch(name -> name.endsWith("/css-tag.js")) // which only Lit itself imports
                .anyMatch(name -> name.endsWith("/uPlot.esm.js"));
        for (String name : named) {
            assertThat(get(name).statusCode()).as(name).isEqualTo(200);
        }
    }

    @Test
    void noComponentIsLongerThanTwoHundredLines() throws Exception {
        try (Stream<Path> files = Files.walk(Path.of("src/main/resources/web/js"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                assertThat(Files.readAllLines(file)).as(file.toString()).hasSizeLessThanOrEqualTo(200);
            }
        }
    }

    @Test
    void everyStyleSheetOfTheDocumentIsThere() throws Exception {
        Matcher links = Pattern.compile("<link [^>]*href=\"([^\"]+)\"").matcher(get("/").body());
        int count = 0;
        while (links.find()) {
            assertThat(get(links.group(1)).statusCode()).as(links.group(1)).isEqualTo(200);
            count++;
        }
        assertThat(count).isGreaterThan(3);
    }

    @Test
    void anUnchangedFileIsNotSentAgain() throws Exception {
        HttpResponse<String> first = get("/app/css/tokens.css");
        assertThat(first.headers().firstValue("cache-control")).hasValue("no-cache");
        String tag = first.headers().firstValue("etag").orElseThrow();
        HttpResponse<String> again = get("/app/css/tokens.css", "If-None-Match", tag);
        assertThat(again.statusCode()).isEqualTo(304);
        assertThat(again.body()).isEmpty();
        assertThat(get("/app/css/tokens.css", "If-None-Match", "\"other\"").statusCode())
                .isEqualTo(200);
    }

    @Test
    void librariesAreKeptForEverBecauseTheirVersionIsInTheAddress() throws Exception {
        String lit = new JsonObject(importMap(get("/").body()))
                .getJsonObject("imports")
                .getString("lit");
        assertThat(lit).matches("/vendor/lit/\\d+\\.\\d+\\.\\d+/index\\.js");
        assertThat(get(lit).headers().firstValue("cache-control")).hasValue("public, max-age=31536000, immutable");
    }

    @Test
    void textIsCompressedForWhoeverAsks() throws Exception {
        HttpResponse<byte[]> packed =
                send("GET", "/app/css/base.css", HttpResponse.BodyHandlers.ofByteArray(), "Accept-Encoding", "gzip");
        assertThat(packed.headers().firstValue("content-encoding")).hasValue("gzip");
        assertThat(packed.headers().firstValue("vary")).hasValue("accept-encoding");
        assertThat(packed.body().length)
                .isLessThan(get("/app/css/base.css").body().length() / 2);
        assertThat(packed.headers().firstValue("etag"))
                .isNotEqualTo(get("/app/css/base.css").headers().firstValue("etag"));
    }

    @Test
    void headAnswersLikeGetWithoutABody() throws Exception {
        HttpResponse<String> head = send("HEAD", "/", HttpResponse.BodyHandlers.ofString());
        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.headers().firstValue("etag")).isPresent();
        assertThat(head.body()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/app/none.js",
                "/app/",
                "/app/js",
                "/app/..%2flogback.xml",
                "/app/%2e%2e/META-INF/MANIFEST.MF",
                "/app//js/main.js/..",
                "/vendor/lit/0.0.1/index.js",
                "/vendor/jquery/1.0.0/jquery.js",
                "/vendor/"
            })
    void whatIsNotPartOfThePageIsNotFound(String path) throws Exception {
        assertThat(get(path).statusCode()).isEqualTo(404);
    }

    @Test
    void otherPathsAreLeftToOtherRoutes() throws Exception {
        assertThat(get("/api/v1/runs").body()).isEqualTo("the API");
    }

    private static String importMap(String html) {
        Matcher map = Pattern.compile("<script type=\"importmap\">(.*?)</script>", Pattern.DOTALL)
                .matcher(html);
        assertThat(map.find()).isTrue();
        return map.group(1);
    }

    private static HttpResponse<String> get(String path, String... headers) throws IOException, InterruptedException {
        return send("GET", path, HttpResponse.BodyHandlers.ofString(), headers);
    }

    private static <T> HttpResponse<T> send(
            String method, String path, HttpResponse.BodyHandler<T> body, String... headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + server.actualPort() + path))
                .method(method, HttpRequest.BodyPublishers.noBody());
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        return CLIENT.send(request.build(), body);
    }
}
