package org.semigda.infer.export;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/**
 * One module of a TorchScript program: what it holds, and what it does in TorchScript's own language.
 *
 * @param type its class name, for readers of the file
 * @param tensors parameters and buffers by attribute name
 * @param children other modules by attribute name
 * @param source its methods; they see tensors and children as attributes of {@code self}
 */
record ScriptModule(String type, Map<String, Tensor> tensors, Map<String, ScriptModule> children, String source) {

    ScriptModule {
        tensors = Collections.unmodifiableMap(new LinkedHashMap<>(tensors));
        children = Collections.unmodifiableMap(new LinkedHashMap<>(children));
    }

    /** One that only holds tensors. */
    static ScriptModule leaf(String type, Map<String, Tensor> tensors, String source) {
        return new ScriptModule(type, tensors, Map.of(), source);
    }

    /** One that only holds others. */
    static ScriptModule of(String type, Map<String, ScriptModule> children, String source) {
        return new ScriptModule(type, Map.of(), children, source);
    }
}
