package org.semigda.worker;

import java.time.Duration;
import java.util.Optional;
import org.semigda.conf.Keys;
import org.semigda.conf.Settings;
import org.semigda.data.ShardPlace;
import org.semigda.protocol.WorkerCommand.Group;
import org.semigda.torch.Device;
import org.semigda.torch.GroupTimeouts;
import org.semigda.torch.ProcessGroup;
import org.semigda.torch.Rendezvous;
import org.semigda.train.GradientSync;

/**
 * How the workers of an attempt come together: the first one opens a rendezvous when it is launched, its address travels with
 * the orchestrator's other launches, and each then waits there for all. On the device thread.
 *
 * @param group the worker's place, and where the first one waits
 * @param address that the others reach this machine under
 * @param own the rendezvous of the first worker; empty for the others, and for one without others
 * @param timeouts unless the run's settings say otherwise
 */
record Meeting(Group group, String address, Optional<Rendezvous> own, GroupTimeouts timeouts) {

    private static final Duration LONGEST_PATIENCE = Duration.ofDays(7);
    private static final Duration LONGEST_REMINDER = Duration.ofSeconds(10);

    /** A worker without others. */
    static final Meeting NONE = new Meeting(Group.ALONE, "", Optional.empty(), GroupTimeouts.DEFAULT);

    /** What a worker needs to meet the others; the first one of several waits for them from now on. */
    static Meeting prepare(Group group, String address) {
        return prepare(group, address, GroupTimeouts.DEFAULT);
    }

    static Meeting prepare(Group group, String address, GroupTimeouts timeouts) {
        boolean host = group.size() > 1 && group.rank() == 0;
        Optional<Rendezvous> own = host ? Optional.of(Rendezvous.open(0, timeouts)) : Optional.empty();
        return new Meeting(group, address, own, timeouts);
    }

    /** Where the others are to come; empty when none are. */
    String rendezvous() {
        return own.map(server -> address + ":" + server.port()).orElse("");
    }

    ShardPlace place() {
        return new ShardPlace(group.rank(), group.size());
    }

    boolean alone() {
        return group.size() == 1;
    }

    /** How often a first worker that does nothing should say that it is there: well before the others give it up. */
    Duration reminder() {
        Duration part = timeouts.idle().dividedBy(6);
        return part.compareTo(LONGEST_REMINDER) < 0 ? part : LONGEST_REMINDER;
    }

    /**
     * Waits for all.
     *
     * @throws org.semigda.torch.PeerLostException if some do not come
     */
    GradientSync meet(Device device, Settings settings) {
        GroupTimeouts limits = timeouts.withExchange(Duration.ofSeconds(settings.get(Keys.SYNC_TIMEOUT)))
                .withIdleOf(patience(settings.get(Keys.ELASTIC_HANG)));
        Rendezvous there = own.orElseGet(() -> {
            int colon = group.rendezvous().lastIndexOf(':');
            String host = group.rendezvous().substring(0, colon);
            int port = Integer.parseInt(group.rendezvous().substring(colon + 1));
            return Rendezvous.connect(host, port, limits);
        });
        return GradientSync.over(ProcessGroup.form(there, group.rank(), group.size(), address, device, limits));
    }

    /** Whether a first worker hangs is for the orchestrator to say, and not for the others to say before it does. */
    private static Duration patience(int hangSeconds) {
        return hangSeconds == 0 ? LONGEST_PATIENCE : Duration.ofSeconds(hangSeconds);
    }
}
