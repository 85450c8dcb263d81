package org.semigda.infer.export;

import java.util.LinkedHashMap;
import java.util.Map;

/** Writes a module whose methods call its children one after the other. */
final class ScriptSequence {

    private final Map<String, ScriptModule> children = new LinkedHashMap<>();
    private final StringBuilder source = new StringBuilder();

    /** Begins a method; its lines follow. */
    ScriptSequence method(String head) {
        source.append("def ").append(head).append(":\n");
        return this;
    }

    ScriptSequence line(String line) {
        source.append("    ").append(line).append('\n');
        return this;
    }

    /** {@code h = child(h)}. */
    ScriptSequence then(String name, ScriptModule child) {
        return line("h = self." + child(name, child) + ".forward(h)");
    }

    /** Registers a child, once; gives back the name it has as an attribute. */
    String child(String name, ScriptModule child) {
        String attribute = attribute(name);
        children.putIfAbsent(attribute, child);
        return attribute;
    }

    ScriptModule build(String type) {
        return ScriptModule.of(type, children, source.toString());
    }

    /** A dotted name, whose parts may be numbers, as an attribute's. */
    private static String attribute(String name) {
        String flat = name.replace('.', '_');
        return Character.isDigit(flat.charAt(0)) ? "at_" + flat : flat;
    }
}
