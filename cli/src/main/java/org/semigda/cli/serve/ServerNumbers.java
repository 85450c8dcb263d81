package org.semigda.cli.serve;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.semigda.cli.machine.DeviceNumbers;
import org.semigda.orchestrator.Orchestrator;
import org.semigda.orchestrator.api.RunListener;
import org.semigda.orchestrator.queue.Node;
import org.semigda.orchestrator.run.RunView;
import org.semigda.protocol.NodeMessage.DeviceLoad;
import org.semigda.protocol.RunEvent;
import org.semigda.protocol.RunState;
import org.semigda.protocol.StoredEvent;
import oshi.SystemInfo;
import oshi.software.os.OperatingSystem;

/** The numbers of this process and its runs, for Prometheus. */
final class ServerNumbers {

    private static final long LOOK_MILLIS = 5000;

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final Map<String, Long> states = new ConcurrentHashMap<>();
    /** The newest pace of each run that trains. */
    private final Map<String, Map<String, Double>> paces = new ConcurrentHashMap<>();

    private final AtomicInteger waiting = new AtomicInteger();
    private final AtomicLong stored = new AtomicLong();

    private final Orchestrator orchestrator;

    private ServerNumbers(Orchestrator orchestrator) {
        this.orchestrator = orchestrator;
    }

    /** Counts from now on. */
    static ServerNumbers of(Vertx vertx, Orchestrator orchestrator) {
        ServerNumbers numbers = new ServerNumbers(orchestrator);
        numbers.bindProcess();
        numbers.bindRuns();
        orchestrator.listen(numbers.new Listener());
        numbers.look();
        vertx.setPeriodic(LOOK_MILLIS, timer -> numbers.look());
        return numbers;
    }

    /** All of it in Prometheus' text form. */
    String text() {
        List<Node> nodes = orchestrator.nodes();
        nodeRows.forEach(rows -> rows.accept(nodes));
        return registry.scrape();
    }

    @SuppressWarnings("resource") // bound as long as the process lives
    private void bindProcess() {
        new JvmMemoryMetrics().bindTo(registry);
        new JvmGcMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ClassLoaderMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new FileDescriptorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        DeviceNumbers.bindTo(registry);
        OperatingSystem system = new SystemInfo().getOperatingSystem();
        Gauge.builder("process.resident.memory", () -> system.getCurrentProcess()
                        .getResidentSetSize())
                .baseUnit("bytes")
                .description("Memory of the process, that of native libraries included")
                .register(registry);
    }

    private void bindRuns() {
        for (RunState state : RunState.values()) {
            Gauge.builder("semigda.runs", states, counts -> counts.getOrDefault(state.name(), 0L))
                    .tag("state", state.name())
                    .description("Runs by state")
                    .register(registry);
        }
        Gauge.builder("semigda.queue.waiting", waiting, AtomicInteger::get)
                .description("Runs that wait for a device")
                .register(registry);
        for (Node.State state : Node.State.values()) {
            Gauge.builder("semigda.nodes", orchestrator, system -> system.nodes().stream()
                            .filter(node -> node.state() == state)
                            .count())
                    .tag("state", state.name())
                    .description("Nodes by state of their lease")
                    .register(registry);
        }
        FunctionCounter.builder("semigda.bus.events", stored, AtomicLong::get)
                .description("Events of workers that came over the bus and were stored")
                .register(registry);
        pace("semigda.step.milliseconds", "time/step_ms", "Time of the newest steps of a run");
        pace("semigda.images.per.second", "speed/images_per_second", "Images a run trains on in a second");
        node(
                "semigda.node.resident.memory",
                "bytes",
                "Memory of the node's process",
                node -> Stream.of(row(node, Tags.empty(), node.load().resident())));
        device("utilization", "", "Share of the node's device that is busy, 0 to 1", DeviceLoad::utilization);
        device("memory.used", "bytes", "Memory of the node's device in use, by whomever", DeviceLoad::memoryUsed);
        device("memory.total", "bytes", "Memory of the node's device", DeviceLoad::memoryTotal);
    }

    private void device(String name, String unit, String description, Function<DeviceLoad, Number> value) {
        node("semigda.node.device." + name, unit, description, node -> node.load().devices().stream()
                .map(device -> row(node, Tags.of("device", device.device()), value.apply(device))));
    }

    private void node(String name, String unit, String description, Function<Node, Stream<MultiGauge.Row<?>>> rows) {
        MultiGauge.Builder gauge = MultiGauge.builder(name).description(description);
        MultiGauge registered = (unit.isEmpty() ? gauge : gauge.baseUnit(unit)).register(registry);
        nodeRows.add(nodes -> registered.register(
                nodes.stream().filter(Node::leased).flatMap(rows).toList(), true));
    }

    private static MultiGauge.Row<?> row(Node node, Tags tags, Number value) {
        return MultiGauge.Row.of(tags.and("node", node.name(), "host", node.host()), value);
    }

    private final List<Runnable> paceRows = new ArrayList<>();
    private final List<Consumer<List<Node>>> nodeRows = new ArrayList<>();

    private void pace(String name, String metric, String description) {
        MultiGauge gauge = MultiGauge.builder(name).description(description).register(registry);
        paceRows.add(() -> gauge.register(
                paces.entrySet().stream()
                        .filter(run -> run.getValue().containsKey(metric))
                        .<MultiGauge.Row<?>>map(run -> MultiGauge.Row.of(
                                Tags.of("run", run.getKey()), run.getValue().get(metric)))
                        .toList(),
                true));
    }

    private void look() {
        paceRows.forEach(Runnable::run);
        orchestrator.waiting().onSuccess(runs -> waiting.set(runs.size()));
        orchestrator.countByState().onSuccess(counts -> {
            Arrays.stream(RunState.values()).map(RunState::name).forEach(state -> {
                states.put(state, counts.getOrDefault(state, 0L));
            });
        });
    }

    private final class Listener implements RunListener {
        @Override
        public void stored(StoredEvent event) {
            stored.incrementAndGet();
            if (event.event().body() instanceof RunEvent.Metrics metrics) {
                Map<String, Double> pace = new TreeMap<>(metrics.values());
                pace.keySet().retainAll(List.of("time/step_ms", "speed/images_per_second"));
                if (!pace.isEmpty()) {
                    paces.put(event.event().run().value(), Map.copyOf(pace));
                }
            }
        }

        @Override
        public void changed(RunView run) {
            if (run.state() != RunState.RUNNING) {
                paces.remove(run.id().value());
            }
        }
    }
}
