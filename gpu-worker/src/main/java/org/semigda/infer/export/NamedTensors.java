package org.semigda.infer.export;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.bytedeco.pytorch.Tensor;

/**
 * A network's tensors below a name, which remembers what was asked for: what nobody took is missing in the export.
 *
 * @param all by full name
 * @param prefix empty, or ending in a dot
 * @param taken full names
 */
record NamedTensors(Map<String, Tensor> all, String prefix, Set<String> taken) {

    /** All of a network's tensors, none of them taken. */
    static NamedTensors of(Map<String, Tensor> all) {
        return new NamedTensors(all, "", new TreeSet<>());
    }

    NamedTensors in(String name) {
        return new NamedTensors(all, prefix + name + ".", taken);
    }

    boolean has(String name) {
        return all.containsKey(prefix + name);
    }

    Tensor take(String name) {
        Tensor tensor = all.get(prefix + name);
        if (tensor == null) {
            throw new IllegalStateException("the network has no tensor " + prefix + name);
        }
        taken.add(prefix + name);
        return tensor;
    }

    /** Names that were never taken. */
    Set<String> left() {
        Set<String> left = new TreeSet<>(all.keySet());
        left.removeAll(taken);
        return left;
    }
}
