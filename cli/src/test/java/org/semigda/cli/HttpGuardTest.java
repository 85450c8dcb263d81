package org.semigda.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who is let in, tried over real sockets, with headers that a browser would not let a test set. */
class HttpGuardTest {

    private static final String TOKEN = "0123456789abcdef";

    private final Vertx vertx = Vertx.vertx();
    private int port;

    @AfterEach
    void close() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    @Test
    void thisMachineIsLetInWithoutAToken() throws Exception {
        serve(Optional.empty());
        assertThat(status("GET / HTTP/1.1\r\nHost: 127.0.0.1:" + port)).isEqualTo(200);
        assertThat(status("GET / HTTP/1.1\r\nHost: localhost:" + port)).isEqualTo(200);
    }

    @Test
    void anotherNameThatLeadsHereIsRefused() throws Exception {
        serve(Optional.empty());
        assertThat(status("GET / HTTP/1.1\r\nHost: evil.example:" + port)).isEqualTo(403);
    }

    @Test
    void aPageOfAnotherSiteIsRefusedAndOurOwnIsNot() throws Exception {
        serve(Optional.empty());
        String request = "POST / HTTP/1.1\r\nHost: 127.0.0.1:" + port + "\r\nContent-Length: 0\r\nOrigin: ";
        assertThat(status(request + "http://evil.example")).isEqualTo(403);
        assertThat(status(request + "null")).isEqualTo(403);
        assertThat(status(request + "http://127.0.0.1:" + port)).isEqualTo(200);
    }

    @Test
    void aTokenIsAskedForAndTakenFromHeaderOrCookie() throws Exception {
        serve(Optional.of(TOKEN));
        String request = "GET / HTTP/1.1\r\nHost: box.example:" + port;
        assertThat(status(request)).isEqualTo(401);
        assertThat(status(request + "\r\nAuthorization: Bearer wrong")).isEqualTo(401);
        assertThat(status(request + "\r\nAuthorization: Bearer " + TOKEN)).isEqualTo(200);
        assertThat(status(request + "\r\nCookie: semigda_token=" + TOKEN)).isEqualTo(200);
        assertThat(status("GET /api/v1/health/live HTTP/1.1\r\nHost: box.example"))
                .isEqualTo(200);
    }

    @Test
    void theTokenInTheAddressBecomesACookie() throws Exception {
        serve(Optional.of(TOKEN));
        String answer = answer("GET /?token=" + TOKEN + " HTTP/1.1\r\nHost: box.example");
        assertThat(answer)
                .startsWith("HTTP/1.1 303")
                .containsIgnoringCase("set-cookie: semigda_token=" + TOKEN)
                .contains("HTTPOnly", "SameSite=Strict");
        assertThat(status("GET /?token=wrong HTTP/1.1\r\nHost: box.example")).isEqualTo(401);
    }

    private void serve(Optional<String> token) throws Exception {
        Consumer<Router> ok = router -> router.route().handler(context -> context.end("ok"));
        HttpServerVerticle server = new HttpServerVerticle("127.0.0.1", 0, new HttpGuard(token), List.of(ok));
        vertx.deployVerticle(server).toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
        port = server.port();
    }

    private int status(String request) throws IOException {
        return Integer.parseInt(answer(request).substring(9, 12));
    }

    private String answer(String request) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            OutputStream out = socket.getOutputStream();
            out.write((request + "\r\nConnection: close\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
            out.flush();
            InputStream in = socket.getInputStream();
            return new String(in.readAllBytes(), StandardCharsets.US_ASCII);
        }
    }
}
