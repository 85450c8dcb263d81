package org.semigda.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.semigda.checkpoint.DType;
import org.semigda.checkpoint.TensorData;
import org.semigda.conf.UserError;
import org.semigda.torch.NoGrad;
import org.semigda.torch.Tensors;
import org.semigda.torch.TorchScope;

/** Copies stored tensors into a network and back. */
public final class StateLoader {

    /** PyTorch's BatchNorm counts its batches; the count is used nowhere here. */
    private static final String COUNTER = ".num_batches_tracked";

    private StateLoader() {}

    /**
     * Copies by name. Everything is checked first, so a failure changes nothing.
     *
     * @param strict whether every name must be present and none unknown; otherwise the common names are copied
     * @throws UserError naming the first missing, unknown or mis-shaped tensors
     */
    public static void load(Map<String, Tensor> state, Map<String, TensorData> tensors, boolean strict) {
        List<String> problems = new ArrayList<>();
        if (strict) {
            describe(problems, "missing", missing(state, tensors));
            describe(
                    problems,
                    "unknown",
                    tensors.keySet().stream()
                            .filter(name -> !state.containsKey(name) && !name.endsWith(COUNTER))
                            .toList());
        }
        describe(problems, "of another shape", misshaped(state, tensors));
        describe(
                problems,
                "not floating-point",
                tensors.entrySet().stream()
                        .filter(entry -> state.containsKey(entry.getKey())
                                && !entry.getValue().dtype().floating())
                        .map(entry -> entry.getKey() + " (" + entry.getValue().dtype() + ")")
                        .toList());
        if (!problems.isEmpty()) {
            throw new UserError("the weights do not fit this network: " + String.join("; ", problems)
                    + ". Use the settings (vae, ch, multipliers) that the weights were made with.");
        }
        try (NoGrad guard = NoGrad.on()) {
            state.forEach((name, target) -> {
                TensorData source = tensors.get(name);
                if (source != null) {
                    try (TorchScope scope = TorchScope.open()) {
                        target.copy_(Tensors.of(source.toFloats(), source.shape()));
                    }
                }
            });
        }
    }

    /** Copies out of a network, as F32, in the same order. */
    public static Map<String, TensorData> save(Map<String, Tensor> state) {
        Map<String, TensorData> copies = new LinkedHashMap<>();
        state.forEach((name, tensor) -> {
            try (TorchScope scope = TorchScope.open()) {
                Tensor plain = tensor.detach().to(ScalarType.Float);
                copies.put(name, new TensorData(DType.F32, tensor.shape(), Tensors.toBytes(plain)));
            }
        });
        return copies;
    }

    /** A shared tensor is missing only when none of its names is there: Python's writer keeps one of them. */
    private static List<String> missing(Map<String, Tensor> state, Map<String, TensorData> tensors) {
        Set<Tensor> given = Collections.newSetFromMap(new IdentityHashMap<>());
        tensors.keySet().forEach(name -> {
            Tensor tensor = state.get(name);
            if (tensor != null) {
                given.add(tensor);
            }
        });
        return state.entrySet().stream()
                .filter(entry -> !given.contains(entry.getValue()))
                .map(Map.Entry::getKey)
                .toList();
    }

    private static List<String> misshaped(Map<String, Tensor> state, Map<String, TensorData> tensors) {
        List<String> found = new ArrayList<>();
        tensors.forEach((name, tensor) -> {
            Tensor target = state.get(name);
            if (target != null && !Arrays.equals(target.shape(), tensor.shape())) {
                found.add(name + " (" + Arrays.toString(tensor.shape()) + " instead of "
                        + Arrays.toString(target.shape()) + ")");
            }
        });
        return found;
    }

    private static void describe(List<String> problems, String what, List<String> names) {
        if (!names.isEmpty()) {
            problems.add(names.size() + " " + what + ", first "
                    + String.join(", ", names.subList(0, Math.min(3, names.size()))));
        }
    }
}
