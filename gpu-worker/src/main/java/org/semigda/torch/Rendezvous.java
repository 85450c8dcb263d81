package org.semigda.torch;

import java.time.Duration;
import org.bytedeco.javacpp.chrono.Milliseconds;
import org.bytedeco.pytorch.TCPStore;
import org.bytedeco.pytorch.TCPStoreOptions;

/**
 * Where the members of a {@link ProcessGroup} find each other: a small key-value server (LibTorch's {@code TCPStore}) that
 * rank 0 opens and the others connect to. One serves one group: open another for the next attempt.
 *
 * <p>The server has no password and listens on every address of the machine: keep its port inside a network you trust.
 */
public final class Rendezvous implements AutoCloseable {

    private static final String LOOPBACK = "127.0.0.1";

    private final TCPStore store;
    private final String address;

    private Rendezvous(TCPStore store, String address) {
        this.store = store;
        this.address = address;
    }

    /**
     * Opens the server, in the process of rank 0.
     *
     * @param port to listen on; 0 takes a free one
     * @throws IllegalStateException if the port is taken
     */
    public static Rendezvous open(int port, GroupTimeouts timeouts) {
        try (TorchScope scope = TorchScope.open()) {
            TCPStore store =
                    new TCPStore(LOOPBACK, options(port, timeouts.form()).isServer(true));
            return new Rendezvous(TorchScope.keep(store), LOOPBACK + ":" + Short.toUnsignedInt(store.getPort()));
        } catch (RuntimeException e) {
            throw new IllegalStateException(
                    "cannot open port " + port + " for the workers of a run to find each other: " + e.getMessage()
                            + ". Take another port, or 0 for a free one",
                    e);
        }
    }

    /**
     * Connects to rank 0's server; waits for it to open.
     *
     * @throws PeerLostException if it does not within {@link GroupTimeouts#form}
     */
    public static Rendezvous connect(String host, int port, GroupTimeouts timeouts) {
        try (TorchScope scope = TorchScope.open()) {
            TCPStore store = new TCPStore(host, options(port, timeouts.form()));
            return new Rendezvous(TorchScope.keep(store), host + ":" + port);
        } catch (RuntimeException e) {
            throw new PeerLostException(
                    "rank 0 cannot be reached at " + host + ":" + port + " within "
                            + timeouts.form().toSeconds()
                            + " s: " + firstLine(e)
                            + ". Is it running, and does a firewall let this machine through to that port?",
                    e);
        }
    }

    private static TCPStoreOptions options(int port, Duration timeout) {
        return new TCPStoreOptions()
                .isServer(false)
                .port((short) port)
                .waitWorkers(false)
                .timeout(new Milliseconds(timeout.toMillis()));
    }

    static String firstLine(RuntimeException e) {
        String message = String.valueOf(e.getMessage());
        int end = message.indexOf('\n');
        return (end < 0 ? message : message.substring(0, end)).strip();
    }

    /** The server's port. */
    public int port() {
        return Short.toUnsignedInt(store.getPort());
    }

    /** Host and port, as this member sees them. */
    String address() {
        return address;
    }

    TCPStore store() {
        return store;
    }

    @Override
    public void close() {
        store.close();
    }
}
