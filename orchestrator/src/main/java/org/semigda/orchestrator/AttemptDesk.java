package org.semigda.orchestrator;

import java.net.URI;
import org.semigda.orchestrator.transfer.AttemptTokens;
import org.semigda.protocol.Transfer;

/** Says to each attempt where its files are, for the case that its worker does not see the run's folder. */
final class AttemptDesk {

    private final AttemptTokens tokens;
    private volatile String address = "";

    AttemptDesk(AttemptTokens tokens) {
        this.tokens = tokens;
    }

    AttemptTokens tokens() {
        return tokens;
    }

    /** From now on workers are sent to this address. */
    void servesAt(URI server) {
        String text = server.toString();
        address = text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
    }

    Transfer transfer(Run run) {
        return new Transfer(
                address, tokens.token(run.id(), run.attempt()), run.folder().mark());
    }
}
