package org.semigda.cli.cluster;

import org.semigda.conf.UserError;

/** Where a cluster is joined. */
public record JoinAddress(String host, int port) {

    /**
     * Reads {@code HOST:PORT}; an IPv6 address stands in brackets.
     *
     * @throws UserError when it is something else
     */
    static JoinAddress parse(String text) {
        int colon = text.lastIndexOf(':');
        String host = colon < 0 ? "" : text.substring(0, colon).replaceAll("^\\[|]$", "");
        String port = text.substring(colon + 1);
        if (host.isEmpty() || !port.matches("\\d{1,5}") || Integer.parseInt(port) > 65_535) {
            throw new UserError("--join " + text + " is no HOST:PORT such as 10.0.0.1:5701; 'semigda serve' prints it");
        }
        return new JoinAddress(host, Integer.parseInt(port));
    }
}
