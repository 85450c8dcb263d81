package org.semigda.cli.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.semigda.protocol.NodeMessage.DeviceLoad;
import org.semigda.protocol.NodeMessage.Load;

/** This very process on this very machine. */
class NodeGaugeTest {

    @Test
    void theProcessSaysWhatItHoldsAndTheDeviceHowBusyItIs() {
        byte[] held = new byte[64 << 20];
        Load load = new NodeGauge(List.of("cpu")).get();

        assertThat(load.resident()).isGreaterThan(held.length);
        DeviceLoad cpu = load.devices().get(0);
        assertThat(cpu.device()).isEqualTo("cpu");
        assertThat(cpu.utilization()).isBetween(0.0, 1.0);
        assertThat(cpu.memoryUsed()).isGreaterThan(load.resident() / 2).isLessThan(cpu.memoryTotal());
    }

    @Test
    void aDeviceThatDoesNotTellIsLeftOut() {
        assertThat(new NodeGauge(List.of("cuda:77")).get().devices()).isEmpty();
    }
}
