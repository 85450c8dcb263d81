package org.semigda.train;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/** Where named tensors lie one after the other in a single flat tensor. */
final class FlatLayout {

    /** Slots start at multiples of this many elements (64 bytes), where vector instructions like them. */
    private static final long ALIGNMENT = 16;

    private record Slot(String name, long[] shape, long[] strides, long offset, long size) {}

    private final List<Slot> slots;
    private final long size;

    private FlatLayout(List<Slot> slots, long size) {
        this.slots = List.copyOf(slots);
        this.size = size;
    }

    /** Lays out tensors in the map's order, each in its own order of memory. */
    static FlatLayout of(Map<String, Tensor> tensors) {
        List<Slot> slots = new ArrayList<>();
        long offset = 0;
        for (Map.Entry<String, Tensor> entry : tensors.entrySet()) {
            Tensor tensor = entry.getValue();
            if (!tensor.is_non_overlapping_and_dense()) {
                throw new IllegalArgumentException(entry.getKey() + " has gaps in memory");
            }
            long count = tensor.numel();
            slots.add(new Slot(
                    entry.getKey(), tensor.shape(), tensor.strides().vec().get(), offset, count));
            offset += (count + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
        }
        return new FlatLayout(slots, offset);
    }

    /** Elements of the flat tensor, gaps included. */
    long size() {
        return size;
    }

    /** Views of the parts of a flat tensor, by name. The caller's scope owns them. */
    Map<String, Tensor> views(Tensor flat) {
        Map<String, Tensor> views = new LinkedHashMap<>();
        for (Slot slot : slots) {
            views.put(slot.name, flat.narrow(0, slot.offset, slot.size).as_strided(slot.shape, slot.strides));
        }
        return views;
    }
}
