package org.semigda.data.fetch;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** An HTTP server on a bad line: each answer is followed for so many bytes only, then the connection is cut. */
final class FlakyServer implements AutoCloseable {

    private final ServerSocket socket;
    private final List<String> ranges = new CopyOnWriteArrayList<>();
    private volatile byte[] content;
    private volatile String tag = "\"one\"";
    private volatile String type = "application/zip";
    private volatile int status = 200;
    private volatile int cutAfter;
    private volatile boolean stalls;

    FlakyServer(byte[] content, int cutAfter) throws IOException {
        this.content = content.clone();
        this.cutAfter = cutAfter;
        this.socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread thread = new Thread(this::serve, "flaky-server");
        thread.setDaemon(true);
        thread.start();
    }

    URI address(String path) {
        return URI.create("http://127.0.0.1:" + socket.getLocalPort() + path);
    }

    /** The Range headers asked for, in order; an empty string where there was none. */
    List<String> ranges() {
        return List.copyOf(ranges);
    }

    void replace(byte[] other, String otherTag) {
        content = other.clone();
        tag = otherTag;
    }

    void answer(int otherStatus, String otherType) {
        status = otherStatus;
        type = otherType;
    }

    void cutAfter(int bytes) {
        cutAfter = bytes;
    }

    /** From now on says nothing where it would cut. */
    void stall() {
        stalls = true;
    }

    private void serve() {
        while (!socket.isClosed()) {
            try {
                Socket connection = socket.accept();
                Thread thread = new Thread(() -> answer(connection), "flaky-answer");
                thread.setDaemon(true);
                thread.start();
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void answer(Socket connection) {
        try (connection) {
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(connection.getInputStream(), StandardCharsets.US_ASCII));
            String range = "";
            String ifRange = "";
            for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
                if (line.toLowerCase(java.util.Locale.ROOT).startsWith("range:")) {
                    range = line.substring(6).strip();
                } else if (line.toLowerCase(java.util.Locale.ROOT).startsWith("if-range:")) {
                    ifRange = line.substring(9).strip();
                }
            }
            ranges.add(range);
            byte[] all = content;
            boolean partial = !range.isEmpty() && (ifRange.isEmpty() || ifRange.equals(tag)) && status == 200;
            int from = partial ? Integer.parseInt(range.substring(6, range.length() - 1)) : 0;
            OutputStream out = connection.getOutputStream();
            if (partial && from >= all.length) {
                out.write(("HTTP/1.1 416 X\r\nContent-Range: bytes */" + all.length
                                + "\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
                return;
            }
            String head = "HTTP/1.1 " + (partial ? 206 : status) + " X\r\nContent-Length: " + (all.length - from)
                    + "\r\nContent-Type: " + type + "\r\nETag: " + tag + "\r\nConnection: close\r\n"
                    + (partial
                            ? "Content-Range: bytes " + from + "-" + (all.length - 1) + "/" + all.length + "\r\n"
                            : "")
                    + "\r\n";
            out.write(head.getBytes(StandardCharsets.US_ASCII));
            out.write(all, from, Math.min(cutAfter, all.length - from));
            out.flush();
            if (stalls && all.length - from > cutAfter) {
                in.read(); // until the other side goes away
            }
        } catch (IOException gone) {
            // The other side gave up, as it may.
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
