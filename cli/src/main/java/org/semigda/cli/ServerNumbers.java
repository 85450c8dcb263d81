package org.semigda.cli;

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
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.semigda.orchestrator.Orchestrator;
import org.semigda.orchestrator.api.RunListener;
import org.semigda.orchestrator.queue.Node;
import org.semigda.orchestrator.run.RunView;
import org.semigda.protocol.RunEvent;
import org.semigda.protocol.RunState;
import org.semigda.protocol.StoredEvent;

/** The numbers of this process and its runs, for Prometheus. */
final class ServerNumbers {

    private static final long LOOK_MILLIS = 5000;
    private static final Path STATUS = Path.of("/proc/self/status");

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final Map<String, Long> states = new ConcurrentHashMap<>();
    /** The newest pace of each run that trains. */
    private final Map<String, Map<String, Double>> paces = new ConcurrentHashMap<>();

    private final AtomicInteger waiting = new AtomicInteger();
    private final AtomicLong stored = new AtomicLong();

    private ServerNumbers() {}

    /** Counts from now on. */
    static ServerNumbers of(Vertx vertx, Orchestrator orchestrator) {
        ServerNumbers numbers = new ServerNumbers();
        numbers.bindProcess();
        numbers.bindRuns(orchestrator);
        orchestrator.listen(numbers.new Listener());
        numbers.look(orchestrator);
        vertx.setPeriodic(LOOK_MILLIS, timer -> numbers.look(orchestrator));
        return numbers;
    }

    /** All of it in Prometheus' text form. */
    String text() {
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
        if (Files.isReadable(STATUS)) {
            Gauge.builder("process.resident.memory", ServerNumbers::resident)
                    .baseUnit("bytes")
                    .description("Memory of the process, that of native libraries included")
                    .register(registry);
        }
    }

    private static double resident() {
        try (Stream<String> lines = Files.lines(STATUS)) {
            return lines.filter(line -> line.startsWith("VmRSS:"))
                    .mapToDouble(line -> Double.parseDouble(line.replaceAll("\\D", "")) * 1024)
                    .findFirst()
                    .orElse(Double.NaN);
        } catch (IOException e) {
            return Double.NaN;
        }
    }

    private void bindRuns(Orchestrator orchestrator) {
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
    }

    private final List<Runnable> paceRows = new ArrayList<>();

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

    private void look(Orchestrator orchestrator) {
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
