package org.semigda.cli.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.semigda.orchestrator.access.FailedAttempts;
import org.semigda.orchestrator.access.Tokens;

/** The server with a certificate of its own. */
class TlsTest {

    private static final char[] PASSWORD = "password".toCharArray();
    private static final String TOKEN = "0123456789abcdef";

    @TempDir
    private Path folder;

    @Test
    void withACertificateTheServerSpeaksHttpsAndTheCookieStaysThere() throws Exception {
        KeyStore store = certificate();
        Path chain =
                pem("chain.pem", "CERTIFICATE", store.getCertificate("semigda").getEncoded());
        Path key =
                pem("key.pem", "PRIVATE KEY", store.getKey("semigda", PASSWORD).getEncoded());
        Vertx vertx = Vertx.vertx();
        try {
            Consumer<Router> ok = router -> router.route().handler(context -> context.end("ok"));
            HttpGuard guard = new HttpGuard(
                    new Tokens(Optional.of(TOKEN), Optional.empty()),
                    new FailedAttempts(Clock.systemUTC(), 9, Duration.ofMinutes(1)));
            HttpServerVerticle server = new HttpServerVerticle(
                    new HttpServerVerticle.Listening(
                            "127.0.0.1",
                            0,
                            Optional.of(new SemigdaSettings.Tls(chain, key)),
                            SlowClients.Patience.USUAL),
                    guard,
                    List.of(ok));
            vertx.deployVerticle(server)
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(60, TimeUnit.SECONDS);

            HttpClient client =
                    HttpClient.newBuilder().sslContext(trusting(store)).build();
            URI address = URI.create("https://localhost:" + server.port() + "/?token=" + TOKEN);
            HttpResponse<String> answer =
                    client.send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).isEqualTo(303);
            assertThat(answer.headers().firstValue("set-cookie").orElse("")).contains("Secure", "HTTPOnly");
            URI plain = URI.create("http://localhost:" + server.port() + "/");
            assertThatThrownBy(() ->
                            client.send(HttpRequest.newBuilder(plain).build(), HttpResponse.BodyHandlers.ofString()))
                    .isInstanceOf(IOException.class);
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
        }
    }

    private KeyStore certificate() throws Exception {
        Path file = folder.resolve("store.p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "semigda",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=localhost",
                        "-ext",
                        "san=dns:localhost",
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        new String(PASSWORD),
                        "-keystore",
                        file.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("keytool.txt").toFile())
                .start();
        assertThat(keytool.waitFor(120, TimeUnit.SECONDS)).isTrue();
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (var in = Files.newInputStream(file)) {
            store.load(in, PASSWORD);
        }
        return store;
    }

    private Path pem(String name, String what, byte[] bytes) throws IOException {
        String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes);
        return Files.writeString(
                folder.resolve(name), "-----BEGIN " + what + "-----\n" + text + "\n-----END " + what + "-----\n");
    }

    private static SSLContext trusting(KeyStore store) throws Exception {
        KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
        trusted.load(null, null);
        trusted.setCertificateEntry("semigda", store.getCertificate("semigda"));
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }
}
