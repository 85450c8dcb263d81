package org.semigda.cli.console;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Optional;
import org.semigda.conf.UserError;

/** Where to listen. */
public final class Ports {

    /** This machine's address for itself alone. */
    public static final String LOOPBACK = "127.0.0.1";

    /** The port that is taken when none is named and it is free. */
    public static final int USUAL = 8080;

    private Ports() {}

    /** Whether somebody could listen there now. */
    public static boolean free(String host, int port) {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getByName(host))) {
            return socket.isBound();
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * The port asked for; when none was, the usual one, or 0 (any free one) when that is taken.
     *
     * @throws UserError when the port asked for is no port or is taken
     */
    public static int choose(String host, Optional<Integer> asked) {
        if (asked.isEmpty()) {
            return free(host, USUAL) ? USUAL : 0;
        }
        int port = asked.get();
        if (port < 0 || port > 65_535) {
            throw new UserError("--port " + port + " is no port; name one from 1 to 65535, or 0 for any free one");
        }
        if (port != 0 && !free(host, port)) {
            throw new UserError("--port " + port + " on " + host + " cannot be listened on: another program has it, or "
                    + "it needs more rights; name another, or 0 for any free one");
        }
        return port;
    }
}
