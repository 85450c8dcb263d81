package org.semigda.orchestrator;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Sends bytes that need not be a right request, on a connection of their own. */
final class RawHttp {

    private static final int PATIENCE_MILLIS = 60_000;

    /** What came back. */
    record Answer(int status, String type, String body) {}

    private RawHttp() {}

    /** @param stream whether the answer may go on for ever, so that its beginning is enough */
    static Answer send(int port, byte[] request, boolean stream) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.getOutputStream().write(request);
            socket.getOutputStream().flush();
            InputStream in = socket.getInputStream();
            String head = head(in);
            String type = field(head, "content-type: ");
            boolean endless = stream && type.startsWith("text/event-stream");
            String body = endless ? "" : new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return new Answer(Integer.parseInt(head.substring(9, 12)), type, body);
        } catch (IOException e) {
            throw new AssertionError("no answer to " + new String(request, StandardCharsets.ISO_8859_1), e);
        }
    }

    private static String head(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
            int b = in.read();
            if (b < 0) {
                throw new IOException("the connection ended after " + head);
            }
            head.write(b);
        }
        return head.toString(StandardCharsets.ISO_8859_1);
    }

    private static String field(String head, String name) {
        return head.lines()
                .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(name))
                .map(line -> line.substring(name.length()))
                .findFirst()
                .orElse("");
    }
}
