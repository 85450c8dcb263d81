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
 */
record Meeting(Group group, String address, Optional<Rendezvous> own) {

    /** A worker without others. */
    static final Meeting NONE = new Meeting(Group.ALONE, "", Optional.empty());

    /** What a worker needs to meet the others; the first one of several waits for them from now on. */
    static Meeting prepare(Group group, String address) {
        boolean host = group.size() > 1 && group.rank() == 0;
        return new Meeting(
                group, address, host ? Optional.of(Rendezvous.open(0, GroupTimeouts.DEFAULT)) : Optional.empty());
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

    /**
     * Waits for all.
     *
     * @throws org.semigda.torch.PeerLostException if some do not come
     */
    GradientSync meet(Device device, Settings settings) {
        GroupTimeouts timeouts =
                GroupTimeouts.DEFAULT.withExchange(Duration.ofSeconds(settings.get(Keys.SYNC_TIMEOUT)));
        Rendezvous there = own.orElseGet(() -> {
            int colon = group.rendezvous().lastIndexOf(':');
            String host = group.rendezvous().substring(0, colon);
            int port = Integer.parseInt(group.rendezvous().substring(colon + 1));
            return Rendezvous.connect(host, port, timeouts);
        });
        return GradientSync.over(ProcessGroup.form(there, group.rank(), group.size(), address, device, timeouts));
    }
}
