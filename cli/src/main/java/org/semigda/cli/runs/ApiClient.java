package org.semigda.cli.runs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.semigda.cli.console.Ports;
import org.semigda.cli.console.RunFailed;
import org.semigda.conf.UserError;
import org.semigda.orchestrator.api.ApiRoutes;
import picocli.CommandLine.Option;

/** Speaks to a server's HTTP API; options and requests of every command under {@code runs}. */
public final class ApiClient {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final ObjectMapper JSON = new ObjectMapper();

    @Option(
            names = "--server",
            paramLabel = "URL",
            description = "Address of the server. Default: SEMIGDA_SERVER, or http://127.0.0.1:8080.")
    private Optional<String> server = Optional.empty();

    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            description = "A file with the token. Default: the variable SEMIGDA_TOKEN.")
    private Optional<Path> tokenFile = Optional.empty();

    @Option(
            names = "--token",
            paramLabel = "TOKEN",
            description = "The token itself; others on this machine may see it, a file or the variable is better.")
    private Optional<String> token = Optional.empty();

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build();

    /** Whether the command line names a server. */
    public boolean named() {
        return server.isPresent();
    }

    private URI address(String path) {
        String base = server.or(() -> Optional.ofNullable(System.getenv("SEMIGDA_SERVER")))
                .orElse("http://127.0.0.1:" + Ports.USUAL);
        try {
            URI uri = URI.create(base.replaceAll("/+$", "") + ApiRoutes.BASE + path);
            if (uri.getHost() != null && ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))) {
                return uri;
            }
        } catch (IllegalArgumentException e) {
            // Said below.
        }
        throw new UserError("--server " + base + " is no address; give one such as http://127.0.0.1:8080");
    }

    private Optional<String> secret() {
        return token.or(() -> tokenFile.map(ApiClient::read))
                .or(() -> Optional.ofNullable(System.getenv("SEMIGDA_TOKEN")))
                .filter(word -> !word.isBlank());
    }

    private static String read(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new UserError("--token-file " + file + " cannot be read (" + e + ")", e);
        }
    }

    public JsonNode get(String path) throws IOException, InterruptedException {
        return json(send(request(path).GET().build(), HttpResponse.BodyHandlers.ofString()));
    }

    /** What the server answers, as it is. */
    public String text(String path) throws IOException, InterruptedException {
        HttpResponse<String> answer = send(request(path).GET().build(), HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
            throw refused(answer.statusCode(), answer.body());
        }
        return answer.body();
    }

    /** @param headers beside those every request has */
    public JsonNode post(String path, String body, Map<String, String> headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = request(path).POST(HttpRequest.BodyPublishers.ofString(body));
        if (!body.isEmpty()) {
            request.header("Content-Type", "application/json");
        }
        headers.forEach(request::header);
        return json(send(request.build(), HttpResponse.BodyHandlers.ofString()));
    }

    void delete(String path) throws IOException, InterruptedException {
        json(send(request(path).DELETE().build(), HttpResponse.BodyHandlers.ofString()));
    }

    /** Lines of a stream without end. */
    Stream<String> follow(String path) throws IOException, InterruptedException {
        HttpRequest request = open(path).header("Accept", "text/event-stream").build();
        HttpResponse<Stream<String>> answer = send(request, HttpResponse.BodyHandlers.ofLines());
        if (answer.statusCode() != 200) {
            throw refused(answer.statusCode(), String.join("\n", answer.body().toList()));
        }
        return answer.body();
    }

    private HttpRequest.Builder request(String path) {
        return open(path).timeout(PATIENCE);
    }

    private HttpRequest.Builder open(String path) {
        HttpRequest.Builder request = HttpRequest.newBuilder(address(path));
        secret().ifPresent(word -> request.header("Authorization", "Bearer " + word));
        return request;
    }

    private <T> HttpResponse<T> send(HttpRequest request, HttpResponse.BodyHandler<T> body)
            throws InterruptedException {
        try {
            return http.send(request, body);
        } catch (IOException e) {
            String where = request.uri().getScheme() + "://" + request.uri().getAuthority();
            throw new RunFailed("the server at " + where + " cannot be reached (" + e
                    + "); is 'semigda serve' running there? --server names another");
        }
    }

    private static JsonNode json(HttpResponse<String> answer) throws IOException {
        if (answer.statusCode() >= 300) {
            throw refused(answer.statusCode(), answer.body());
        }
        return answer.body().isEmpty() ? JSON.createObjectNode() : JSON.readTree(answer.body());
    }

    /** What the server says is meant for people; what they gave is bad input, everything else a failure. */
    private static RuntimeException refused(int status, String body) {
        String detail = "the server answered " + status;
        try {
            JsonNode problem = JSON.readTree(body);
            detail = problem.path("detail").asText(detail);
        } catch (IOException e) {
            // Not one of our documents: the status says it.
        }
        return status == 400 || status == 404 || status == 415 || status == 422
                ? new UserError(detail)
                : new RunFailed(detail);
    }

    static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
