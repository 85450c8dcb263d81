package org.semigda.protocol;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Takes a document apart as strictly as {@link Wire}, with messages that name the field at fault. */
final class Fields {

    private final String document;
    private final Map<?, ?> values;

    private Fields(String document, Map<?, ?> values) {
        this.document = document;
        this.values = values;
    }

    /**
     * The fields of a document.
     *
     * @param document what it is, for messages, such as {@code an experiment}
     * @throws IllegalArgumentException when there is a field that is not {@code known}
     */
    static Fields of(String document, Map<?, ?> values, Collection<String> known) {
        for (Object field : values.keySet()) {
            if (!known.contains(String.valueOf(field))) {
                throw new IllegalArgumentException(
                        "unknown field '" + field + "' in " + document + "; there are " + String.join(", ", known));
            }
        }
        return new Fields(document, values);
    }

    String text(String field) {
        if (values.get(field) instanceof String text) {
            return text;
        }
        throw wrong(field, "is missing or not a text");
    }

    String text(String field, String fallback) {
        return values.containsKey(field) ? text(field) : fallback;
    }

    /** The values of an object, each a text, a number or true or false, as text; none when the field is absent. */
    Map<String, String> texts(String field) {
        Map<String, String> texts = new LinkedHashMap<>();
        object(field).forEach((key, value) -> texts.put(String.valueOf(key), scalar(field, value)));
        return texts;
    }

    /** The values of an object, each a number; none when the field is absent. */
    Map<String, Double> numbers(String field) {
        Map<String, Double> numbers = new LinkedHashMap<>();
        object(field).forEach((key, value) -> {
            if (!(value instanceof Number number)) {
                throw wrong(field, "has '" + value + "' for " + key + "; give a number");
            }
            numbers.put(String.valueOf(key), number.doubleValue());
        });
        return numbers;
    }

    /** The values of a list, each a text, a number or true or false, as text; none when the field is absent. */
    List<String> list(String field) {
        List<String> list = new ArrayList<>();
        elements(field).forEach(value -> list.add(scalar(field, value)));
        return list;
    }

    /** The objects of a list; none when the field is absent. */
    List<Map<?, ?>> objects(String field) {
        List<Map<?, ?>> objects = new ArrayList<>();
        for (Object value : elements(field)) {
            if (!(value instanceof Map<?, ?> object)) {
                throw wrong(field, "has '" + value + "' in it, which is no object");
            }
            objects.add(object);
        }
        return objects;
    }

    private Map<?, ?> object(String field) {
        Object value = values.get(field);
        if (!values.containsKey(field)) {
            return Map.of();
        }
        if (value instanceof Map<?, ?> object) {
            return object;
        }
        throw wrong(field, "is no object");
    }

    private List<?> elements(String field) {
        if (!values.containsKey(field)) {
            return List.of();
        }
        if (values.get(field) instanceof List<?> list) {
            return list;
        }
        throw wrong(field, "is no list");
    }

    private String scalar(String field, Object value) {
        if (value instanceof String || value instanceof Number || value instanceof Boolean) {
            return value.toString();
        }
        throw wrong(field, "has '" + value + "' in it, which is no text, number or true or false");
    }

    private IllegalArgumentException wrong(String field, String what) {
        return new IllegalArgumentException("field '" + field + "' of " + document + " " + what);
    }
}
