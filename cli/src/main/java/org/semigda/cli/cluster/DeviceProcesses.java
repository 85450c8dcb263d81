package org.semigda.cli.cluster;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.semigda.cli.machine.ChildJvm;

/** One supervised process for every device of this machine. */
public final class DeviceProcesses implements AutoCloseable {

    private final List<DeviceSupervisor> supervisors;

    /**
     * What they all have in common.
     *
     * @param name of the machine in the cluster; a node is called after it and its device
     * @param attached whether this process is the orchestrator
     */
    public record Family(
            String name,
            List<String> devices,
            Path home,
            JoinAddress join,
            String bind,
            Optional<String> publish,
            Optional<Path> secret,
            List<String> labels,
            boolean attached) {}

    private DeviceProcesses(List<DeviceSupervisor> supervisors) {
        this.supervisors = List.copyOf(supervisors);
    }

    /** Starts all; does not wait for them. */
    public static DeviceProcesses start(Family family) {
        List<DeviceSupervisor> supervisors = new ArrayList<>();
        Map<String, Integer> twins = new HashMap<>();
        Path logs = family.home().resolve("logs");
        for (String device : family.devices()) {
            int twin = twins.merge(device, 1, Integer::sum);
            String node = family.name() + "-" + device.replace(":", "") + (twin == 1 ? "" : "-" + twin);
            List<String> command = ChildJvm.command(logs, words(family, node, device));
            supervisors.add(DeviceSupervisor.start(node, command, logs, DeviceSupervisor.Patience.USUAL));
        }
        return new DeviceProcesses(supervisors);
    }

    private static List<String> words(Family family, String node, String device) {
        List<String> words = new ArrayList<>(List.of("device", "--node", node, "--device", device));
        words.addAll(List.of("--home", family.home().toString()));
        words.addAll(
                List.of("--join", family.join().host() + ":" + family.join().port()));
        words.addAll(List.of("--bind", family.bind()));
        family.publish().ifPresent(address -> words.addAll(List.of("--publish", address)));
        family.secret().ifPresent(file -> words.addAll(List.of("--cluster-secret", file.toString())));
        family.labels().forEach(label -> words.addAll(List.of("--label", label)));
        if (family.attached()) {
            words.add("--attached");
        }
        return words;
    }

    /** The supervisors, in the order of the devices. */
    List<DeviceSupervisor> supervisors() {
        return supervisors;
    }

    @Override
    public void close() {
        supervisors.parallelStream().forEach(DeviceSupervisor::close);
    }
}
