package org.semigda.cli.machine;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.semigda.protocol.NodeMessage.DeviceLoad;
import org.semigda.protocol.NodeMessage.Load;
import oshi.SystemInfo;
import oshi.software.os.OperatingSystem;

/** Measures what a node uses of its machine, for its heartbeats. */
public final class NodeGauge implements Supplier<Load> {

    private final OperatingSystem system = new SystemInfo().getOperatingSystem();
    private final Map<String, MachineDevices.Dials> machine = MachineDevices.all();
    private final List<String> devices;

    /** @param devices those of the node */
    public NodeGauge(List<String> devices) {
        this.devices = List.copyOf(devices);
    }

    @Override
    public Load get() {
        List<DeviceLoad> busy = new ArrayList<>();
        for (String device : devices) {
            MachineDevices.Dials dials = machine.get(device);
            double utilization =
                    dials == null ? Double.NaN : dials.utilization().get().doubleValue();
            if (dials != null && Double.isFinite(utilization)) {
                busy.add(new DeviceLoad(
                        device,
                        utilization,
                        dials.used().get().longValue(),
                        dials.total().get().longValue()));
            }
        }
        return new Load(system.getCurrentProcess().getResidentSetSize(), busy);
    }
}
