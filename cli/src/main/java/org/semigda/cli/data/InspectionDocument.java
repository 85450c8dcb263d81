package org.semigda.cli.data;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.semigda.data.Inspection;

/** What {@code data inspect --json} and the API say of a folder. */
final class InspectionDocument {

    private InspectionDocument() {}

    /** The fields, in the order in which they are written. */
    static Map<String, Object> of(Inspection found) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("layout", found.layout());
        document.put("protocol", found.protocol());
        document.put("pairs", found.pairs());
        document.put("unlabelled", found.unlabelled());
        document.put("left_out", found.leftOut());
        document.put("parts", found.parts());
        document.put("groups", found.groups());
        document.put("sizes", found.sizes());
        document.put("modes", found.modes());
        document.put("mask_values", found.maskValues());
        document.put("foreground", found.foreground());
        document.put("empty_masks", found.emptyMasks());
        document.put("problems", List.copyOf(found.problems()));
        document.put("hash", found.hash());
        return document;
    }
}
