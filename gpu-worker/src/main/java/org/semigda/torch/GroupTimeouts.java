package org.semigda.torch;

import java.time.Duration;

/**
 * How long a member of a {@link ProcessGroup} waits for the others.
 *
 * @param form until all have come together
 * @param exchange for one exchange while all are at work: after this a silent peer counts as lost
 * @param idle between two words of the first one ({@link ProcessGroup#fromFirst(long)}) while it validates or saves
 */
public record GroupTimeouts(Duration form, Duration exchange, Duration idle) {

    /** Two minutes to form, one for an exchange, one hour for the first one's word. */
    public static final GroupTimeouts DEFAULT =
            new GroupTimeouts(Duration.ofMinutes(2), Duration.ofMinutes(1), Duration.ofHours(1));

    public GroupTimeouts {
        if (form.toMillis() < 1 || exchange.toMillis() < 1 || idle.toMillis() < 1) {
            throw new IllegalArgumentException(
                    "timeouts must be positive: form " + form + ", exchange " + exchange + ", idle " + idle);
        }
    }

    /** The same with another time for one exchange. */
    public GroupTimeouts withExchange(Duration other) {
        return new GroupTimeouts(form, other, idle);
    }

    /** The same with at least so much time between two words of the first one. */
    public GroupTimeouts withIdleOf(Duration least) {
        return least.compareTo(idle) <= 0 ? this : new GroupTimeouts(form, exchange, least);
    }
}
