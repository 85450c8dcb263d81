package org.semigda.cli.serve;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The watchers of {@link StreamsBesideTrainingTest}, a process of their own: {@code PORT RUN CLIENTS LAST}. Each follows the
 * run's events from 1 to LAST, but every tenth never reads. Ends with how many readers missed or repeated an event.
 */
final class StreamReaders {

    private static final int SILENT = 10;

    private StreamReaders() {}

    public static void main(String[] arguments) throws Exception {
        int port = Integer.parseInt(arguments[0]);
        String run = arguments[1];
        int clients = Integer.parseInt(arguments[2]);
        int last = Integer.parseInt(arguments[3]);
        AtomicInteger wrong = new AtomicInteger();
        List<Thread> readers = new ArrayList<>();
        List<Socket> silent = new ArrayList<>();
        for (int i = 0; i < clients; i++) {
            if (i % SILENT == 0) {
                silent.add(ask(port, run));
                continue;
            }
            Thread reader = new Thread(() -> wrong.addAndGet(readsAll(port, run, last) ? 0 : 1));
            reader.start();
            readers.add(reader);
        }
        for (Thread reader : readers) {
            reader.join();
        }
        for (Socket socket : silent) {
            socket.close();
        }
        System.exit(Math.min(wrong.get(), 255));
    }

    private static Socket ask(int port, String run) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(60_000);
        socket.getOutputStream()
                .write(("GET /api/v1/runs/" + run + "/events HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    private static boolean readsAll(int port, String run, int last) {
        try (Socket socket = ask(port, run)) {
            BufferedReader lines =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            int expected = 1;
            while (expected <= last) {
                String line = lines.readLine();
                if (line == null || line.startsWith("id: ") && Integer.parseInt(line.substring(4)) != expected++) {
                    return false;
                }
            }
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
