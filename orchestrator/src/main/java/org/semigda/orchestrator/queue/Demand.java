package org.semigda.orchestrator.queue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.semigda.protocol.Queueing;

/**
 * What a run needs before it can start.
 *
 * @param options ways to satisfy it, the best first; each says for every worker which devices will do, where {@code cuda}
 *     stands for any CUDA device
 * @param labels words that every node must have
 * @param least workers the run is content with once it has waited for {@code patienceMillis}
 * @param patienceMillis how long it waits for all of them
 * @param priority the higher goes first
 */
public record Demand(
        List<List<Set<String>>> options, List<String> labels, int least, long patienceMillis, int priority) {

    private static final String ANY_CUDA = "cuda";

    public Demand {
        options = List.copyOf(options);
        labels = List.copyOf(labels);
    }

    /** One worker on the first of these devices that is free. */
    static Demand anyOf(List<String> devices, int priority) {
        return new Demand(devices.stream().map(d -> List.of(Set.of(d))).toList(), List.of(), 1, 0, priority);
    }

    /** What a run's queueing and its settings {@code devices}, {@code elastic.min} and {@code elastic.wait} ask for. */
    public static Demand of(Queueing queue, Map<String, String> settings) {
        List<List<Set<String>>> options = options(queue.devices(), settings.getOrDefault("devices", "cpu"));
        int least = Integer.parseInt(settings.getOrDefault("elastic.min", "1"));
        long patience = 1000L * Long.parseLong(settings.getOrDefault("elastic.wait", "0"));
        return new Demand(options, queue.labels(), least, patience, queue.priority());
    }

    private static List<List<Set<String>>> options(List<String> allowed, String devices) {
        boolean count = devices.matches("\\d+");
        String[] names = devices.split(",", -1);
        int workers = count ? Integer.parseInt(devices) : names.length;
        List<List<Set<String>>> options = new ArrayList<>();
        if (!allowed.isEmpty() && workers == 1) {
            allowed.forEach(device -> options.add(List.of(Set.of(device))));
        } else if (!allowed.isEmpty()) {
            options.add(Collections.nCopies(workers, Set.copyOf(allowed)));
        } else if (count) {
            options.add(Collections.nCopies(workers, Set.of(ANY_CUDA)));
            options.add(Collections.nCopies(workers, Set.of("cpu")));
        } else {
            List<Set<String>> slots = new ArrayList<>();
            for (String name : names) {
                slots.add(Set.of(name));
            }
            options.add(slots);
        }
        return options;
    }

    /** Workers it wants. */
    public int workers() {
        return options.get(0).size();
    }

    static boolean fits(Set<String> slot, String device) {
        return slot.contains(device) || (device.startsWith(ANY_CUDA) && slot.contains(ANY_CUDA));
    }

    /** For people: {@code cpu}, {@code cuda:0 or cuda:1}, {@code 2 of cpu}. */
    String text() {
        Set<String> names = new TreeSet<>();
        options.forEach(option -> option.forEach(names::addAll));
        String any = String.join(" or ", names);
        String where = labels.isEmpty() ? "" : " on a node labelled " + String.join(", ", labels);
        return (workers() == 1 ? any : workers() + " of " + any) + where;
    }
}
