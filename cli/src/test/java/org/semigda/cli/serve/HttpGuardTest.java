package org.semigda.cli.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.handler.BodyHandler;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.semigda.orchestrator.access.FailedAttempts;
import org.semigda.orchestrator.access.Scope;
import org.semigda.orchestrator.access.Token;
import org.semigda.orchestrator.access.TokenFile;
import org.semigda.orchestrator.access.Tokens;
import org.slf4j.LoggerFactory;

/** Who is let in, tried over real sockets, with headers that a browser would not let a test set. */
class HttpGuardTest {

    private static final String TOKEN = "0123456789abcdef";

    /** For the tests of slowness; elsewhere a slow machine must not look like a slow client. */
    private static final SlowClients.Patience SHORT =
            new SlowClients.Patience(Duration.ofMillis(500), Duration.ofMillis(500), Duration.ofMinutes(1));

    private SlowClients.Patience patience = SlowClients.Patience.USUAL;
    private String host = "127.0.0.1";

    private final Vertx vertx = Vertx.vertx();
    private final AtomicLong now = new AtomicLong(1_000_000);
    private final Clock clock = new Clock() {
        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return Instant.ofEpochMilli(now.get());
        }
    };

    @TempDir
    private Path home;

    private Tokens tokens = new Tokens(Optional.empty(), Optional.empty());
    private int port;

    @AfterEach
    void close() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
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

    @Test
    void aTokenOfTheHomeIsTakenUntilItIsRevoked() throws Exception {
        TokenFile file = new TokenFile(home);
        Token.Fresh fresh = file.create("laptop", Scope.READ, 0, new Random(1));
        assertThat(Files.readString(home.resolve("tokens.json")))
                .contains("laptop")
                .doesNotContain(fresh.secret());
        serve(Optional.empty());
        String request = "GET / HTTP/1.1\r\nHost: box.example\r\nAuthorization: Bearer ";
        assertThat(status(request + fresh.secret())).isEqualTo(200);
        assertThat(file.revoke(fresh.kept().id())).isPresent();
        file.create("other", Scope.ADMIN, 0, new Random(2));
        tokens.refresh();
        assertThat(status(request + fresh.secret())).isEqualTo(401);
        assertThat(file.revoke("nothing")).isEmpty();
    }

    @Test
    void theLastTokenRevokedLetsNobodyIn() throws Exception {
        TokenFile file = new TokenFile(home);
        Token.Fresh fresh = file.create("laptop", Scope.ADMIN, 0, new Random(1));
        serve(Optional.empty());
        assertThat(file.revoke(fresh.kept().id())).isPresent();
        tokens.refresh();
        assertThat(status("GET / HTTP/1.1\r\nHost: 127.0.0.1:" + port)).isEqualTo(401);
        Token.Fresh next = file.create("laptop", Scope.ADMIN, 0, new Random(2));
        tokens.refresh();
        assertThat(status("GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer " + next.secret()))
                .isEqualTo(200);
    }

    @Test
    void anotherMachineIsRefusedWithoutATokenWhateverHostItNames() throws Exception {
        Optional<InetAddress> outside = outside();
        assumeTrue(outside.isPresent(), "this machine has no network");
        host = "0.0.0.0";
        serve(Optional.empty());
        String request = "GET / HTTP/1.1\r\nHost: 127.0.0.1:" + port;
        assertThat(answer(outside.orElseThrow(), request)).startsWith("HTTP/1.1 403");
        assertThat(status(request)).isEqualTo(200);
    }

    /** An address of this machine that others use too; a connection to it comes from there. */
    private static Optional<InetAddress> outside() throws SocketException {
        return NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .filter(address -> address instanceof Inet4Address && !address.isLoopbackAddress())
                .findFirst();
    }

    @Test
    void aBrokenListOfTokensLetsNobodyIn() throws Exception {
        Files.writeString(home.resolve("tokens.json"), "{\"tokens\":[{\"id\":3}]}");
        serve(Optional.empty());
        assertThat(status("GET / HTTP/1.1\r\nHost: 127.0.0.1")).isEqualTo(401);
    }

    @Test
    void whoGuessesHasToWait() throws Exception {
        serve(Optional.of(TOKEN));
        String request = "GET / HTTP/1.1\r\nHost: box.example\r\nAuthorization: Bearer ";
        for (int i = 0; i < 3; i++) {
            assertThat(status(request + "wrong" + i)).isEqualTo(401);
        }
        assertThat(answer(request + TOKEN)).startsWith("HTTP/1.1 429").containsIgnoringCase("retry-after: 60");
        now.addAndGet(60_000);
        assertThat(status(request + TOKEN)).isEqualTo(200);
    }

    @Test
    void aConnectionThatNeverSaysWhatItWantsIsEnded() throws Exception {
        patience = SHORT;
        serve(Optional.empty());
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(60_000);
            // A byte now and then keeps it from being idle; the headers never end.
            Thread drip = new Thread(() -> {
                try {
                    OutputStream out = socket.getOutputStream();
                    out.write("GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX: ".getBytes(StandardCharsets.US_ASCII));
                    while (true) {
                        out.write('x');
                        out.flush();
                        Thread.sleep(20);
                    }
                } catch (IOException | InterruptedException e) {
                    // The server ended it.
                }
            });
            drip.start();
            assertThat(ended(socket)).isTrue();
            drip.join(60_000);
        }
    }

    @Test
    void aBodyThatNeverComesIsNotWaitedFor() throws Exception {
        patience = new SlowClients.Patience(SHORT.idle(), SHORT.body(), SHORT.idle());
        serve(Optional.empty());
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(60_000);
            socket.getOutputStream()
                    .write("POST /body HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 10\r\n\r\nx"
                            .getBytes(StandardCharsets.US_ASCII));
            assertThat(ended(socket)).isTrue();
        }
    }

    @Test
    void aConnectionCanBeUsedAgain() throws Exception {
        serve(Optional.empty());
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(60_000);
            for (int i = 0; i < 3; i++) {
                socket.getOutputStream()
                        .write("GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                byte[] answer = new byte[15];
                assertThat(socket.getInputStream().readNBytes(answer, 0, 15)).isEqualTo(15);
                assertThat(new String(answer, StandardCharsets.US_ASCII)).isEqualTo("HTTP/1.1 200 OK");
                String rest = "";
                while (!rest.endsWith("ok")) {
                    rest += (char) socket.getInputStream().read();
                }
            }
        }
    }

    @Test
    void theLogOfRequestsHoldsNoSecretsAndOneLineForEach() throws Exception {
        Logger log = (Logger) LoggerFactory.getLogger("org.semigda.http");
        BlockingQueue<String> lines = new LinkedBlockingQueue<>();
        AppenderBase<ILoggingEvent> appender = new AppenderBase<>() {
            @Override
            protected void append(ILoggingEvent event) {
                lines.add(event.getFormattedMessage());
            }
        };
        appender.start();
        log.addAppender(appender);
        log.setLevel(Level.INFO);
        try {
            serve(Optional.of(TOKEN));
            for (String request : List.of(
                    "GET /?token=" + TOKEN + " HTTP/1.1\r\nHost: box.example",
                    "GET /a%0Ab?q=" + TOKEN + " HTTP/1.1\r\nHost: box.example\r\nAuthorization: Bearer " + TOKEN,
                    "GET /c HTTP/1.1\r\nHost: box.example\r\nCookie: semigda_token=" + TOKEN)) {
                answer(request);
                assertThat(lines.poll(60, TimeUnit.SECONDS))
                        .doesNotContain(TOKEN)
                        .matches("GET /\\S* \\d{3} \\d+ ms, .* from 127\\.0\\.0\\.1");
            }
        } finally {
            log.detachAppender(appender);
        }
    }

    @Test
    void headersOfAnySizeAreNotTaken() throws Exception {
        serve(Optional.empty());
        String request = "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX: ";
        assertThat(status(request + "x".repeat(20_000))).isEqualTo(431);
        assertThat(status("GET /" + "x".repeat(10_000) + " HTTP/1.1\r\nHost: 127.0.0.1"))
                .isEqualTo(414);
    }

    /** Whether the server closes the connection, by an end or a reset; a timeout of the socket fails the test. */
    private static boolean ended(Socket socket) throws IOException {
        try {
            socket.getInputStream().readAllBytes();
            return true;
        } catch (SocketException reset) {
            return true;
        }
    }

    private void serve(Optional<String> token) throws Exception {
        Consumer<Router> ok = router -> {
            router.post("/body").handler(BodyHandler.create(false));
            router.route().handler(context -> context.end("ok"));
        };
        tokens = new Tokens(token, Optional.of(new TokenFile(home)));
        HttpGuard guard = new HttpGuard(tokens, new FailedAttempts(clock, 3, Duration.ofMinutes(1)));
        HttpServerVerticle server = new HttpServerVerticle(
                new HttpServerVerticle.Listening(host, 0, Optional.empty(), patience), guard, List.of(ok));
        vertx.deployVerticle(server).toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
        port = server.port();
    }

    private int status(String request) throws IOException {
        return Integer.parseInt(answer(request).substring(9, 12));
    }

    private String answer(String request) throws IOException {
        return answer(InetAddress.getLoopbackAddress(), request);
    }

    private String answer(InetAddress server, String request) throws IOException {
        try (Socket socket = new Socket(server, port)) {
            OutputStream out = socket.getOutputStream();
            out.write((request + "\r\nConnection: close\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
            out.flush();
            InputStream in = socket.getInputStream();
            return new String(in.readAllBytes(), StandardCharsets.US_ASCII);
        }
    }
}
