package org.semigda.conf;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * One thing that can be set: its key, default, unit, check and help side by side.
 *
 * @param <T> the type of its value
 * @param kind how a form should show it
 * @param choices the allowed words, for {@link Kind#CHOICE}; empty otherwise
 * @param unit the unit of its value, or an empty string
 * @param allowed the allowed range in words, or an empty string
 */
public record Setting<T>(
        String key,
        Kind kind,
        T fallback,
        String unit,
        String allowed,
        List<String> choices,
        String help,
        Function<String, T> parser,
        Predicate<T> check) {

    /** How a value is written and shown. */
    public enum Kind {
        INTEGER,
        NUMBER,
        FLAG,
        CHOICE,
        TEXT
    }

    /** The group of a setting is the first part of its key. */
    public String group() {
        int dot = key.indexOf('.');
        return dot < 0 ? "run" : key.substring(0, dot);
    }

    /**
     * Reads a value as a user writes it.
     *
     * @throws UserError when the text is not a value of this setting
     */
    public T parse(String text) {
        T value;
        try {
            value = parser.apply(text.strip());
        } catch (IllegalArgumentException e) {
            throw bad(text);
        }
        if (!check.test(value)) {
            throw bad(text);
        }
        return value;
    }

    private UserError bad(String text) {
        String wanted = choices.isEmpty() ? allowed : "one of " + String.join(", ", choices);
        return new UserError("setting " + key + ": '" + text + "' is not " + wanted + ". Default: " + format(fallback));
    }

    /** The value as text that {@link #parse} reads back to an equal value. */
    static String format(Object value) {
        if (value instanceof Enum<?> word) {
            return word.name().toLowerCase(Locale.ROOT);
        }
        return value.toString();
    }

    static Setting<Integer> integer(String key, int fallback, int min, int max, String unit, String help) {
        String allowed = "a whole number from " + min + " to " + max;
        return new Setting<>(
                key,
                Kind.INTEGER,
                fallback,
                unit,
                allowed,
                List.of(),
                help,
                Integer::valueOf,
                v -> v >= min && v <= max);
    }

    static Setting<Double> number(String key, double fallback, double min, double max, String unit, String help) {
        String allowed = "a number from " + min + " to " + max;
        return new Setting<>(
                key, Kind.NUMBER, fallback, unit, allowed, List.of(), help, Double::valueOf, v -> v >= min && v <= max);
    }

    static Setting<Boolean> flag(String key, boolean fallback, String help) {
        return new Setting<>(
                key,
                Kind.FLAG,
                fallback,
                "",
                "true or false",
                List.of("true", "false"),
                help,
                Setting::bool,
                v -> true);
    }

    static <E extends Enum<E>> Setting<E> choice(String key, E fallback, String help) {
        Class<E> type = fallback.getDeclaringClass();
        List<String> words =
                Arrays.stream(type.getEnumConstants()).map(Setting::format).toList();
        return new Setting<>(
                key,
                Kind.CHOICE,
                fallback,
                "",
                "",
                words,
                help,
                text -> Enum.valueOf(type, text.toUpperCase(Locale.ROOT)),
                v -> true);
    }

    static Setting<String> text(String key, String fallback, String allowed, String help, Predicate<String> check) {
        return new Setting<>(key, Kind.TEXT, fallback, "", allowed, List.of(), help, t -> t, check);
    }

    private static Boolean bool(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "true", "on", "yes" -> true;
            case "false", "off", "no" -> false;
            default -> throw new IllegalArgumentException(text);
        };
    }
}
