package org.semigda.protocol;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How a run waits for a device and how long it may keep it.
 *
 * @param priority from -100 to 100; of the runs that wait the highest starts first, of equals the one that waits longest
 * @param devices such as {@code cuda:0}; the run takes the first of them that is free. Empty means the first that the setting
 *     {@code devices} names
 * @param restarts how often the run may lose its worker before it counts as failed; from 0 to 100
 * @param maxSeconds how long the run may take from its first step on, pauses included; 0 for as long as it takes. After
 *     that it saves and stops; a resume starts the time anew
 * @param labels words that every node of the run must have, such as {@code a100}
 */
public record Queueing(int priority, List<String> devices, int restarts, long maxSeconds, List<String> labels) {

    /** In the middle, on the devices the settings name, three lost workers, no limit of time. */
    public static final Queueing USUAL = new Queueing(0, List.of(), 3, 0, List.of());

    /** The fields of the document. */
    public static final List<String> FIELDS = List.of("priority", "devices", "restarts", "maxSeconds", "labels");

    private static final int MOST = 100;

    public Queueing {
        devices = List.copyOf(devices);
        labels = List.copyOf(labels);
        require("priority", priority, -MOST, MOST);
        require("restarts", restarts, 0, MOST);
        require("maxSeconds", maxSeconds, 0, 10L * 365 * 24 * 3600);
        if (devices.size() > MOST) {
            throw new IllegalArgumentException(
                    "queue.devices names " + devices.size() + " devices; at most " + MOST + " are allowed");
        }
        for (String device : devices) {
            if (!device.matches("cpu|cuda:\\d{1,3}")) {
                throw new IllegalArgumentException(
                        "queue.devices has '" + device + "'; a device is cpu, cuda:0, cuda:1, ...");
            }
        }
        for (String label : labels) {
            if (!label.matches("[A-Za-z0-9][A-Za-z0-9._=-]{0,62}") || labels.size() > MOST) {
                throw new IllegalArgumentException("queue.labels has '" + label
                        + "'; a label is a word of letters, digits and ._=-, and there are at most " + MOST);
            }
        }
    }

    private static void require(String field, long value, long least, long most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(
                    "queue." + field + " is " + value + "; allowed is a whole number from " + least + " to " + most);
        }
    }

    /**
     * Reads the document; what it leaves out is as usual.
     *
     * @throws IllegalArgumentException that names the field at fault
     */
    public static Queueing of(Map<?, ?> fields) {
        Set<String> known = Set.copyOf(FIELDS);
        for (Object field : fields.keySet()) {
            if (!known.contains(String.valueOf(field))) {
                throw new IllegalArgumentException("unknown field 'queue." + field + "'; there are " + FIELDS);
            }
        }
        return new Queueing(
                (int) whole(fields, "priority", USUAL.priority()),
                texts(fields, "devices", "[\"cuda:0\"]"),
                (int) whole(fields, "restarts", USUAL.restarts()),
                whole(fields, "maxSeconds", USUAL.maxSeconds()),
                texts(fields, "labels", "[\"a100\"]"));
    }

    private static List<String> texts(Map<?, ?> fields, String field, String example) {
        Object value = fields.containsKey(field) ? fields.get(field) : List.of();
        if (!(value instanceof List<?> list) || !list.stream().allMatch(String.class::isInstance)) {
            throw new IllegalArgumentException("queue." + field + " is not a list of texts such as " + example);
        }
        return list.stream().map(String.class::cast).toList();
    }

    private static long whole(Map<?, ?> fields, String field, long fallback) {
        if (!fields.containsKey(field)) {
            return fallback;
        }
        Object value = fields.get(field);
        if (value instanceof Integer || value instanceof Long) {
            long number = ((Number) value).longValue();
            if (Math.abs(number) <= Integer.MAX_VALUE) {
                return number;
            }
        }
        throw new IllegalArgumentException("queue." + field + " is '" + value + "'; give a whole number");
    }
}
