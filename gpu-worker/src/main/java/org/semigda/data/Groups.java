package org.semigda.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which images belong together, from a list file: a line for each image with its name and its group, divided by a comma
 * or a tab ({@code 25,sequence-1}), or two numbers for a run of images ({@code 1-25,sequence-1}). Empty lines and lines
 * that begin with {@code #} do not count.
 */
final class Groups {

    private Groups() {}

    /**
     * Gives every image its group.
     *
     * @throws DataException if the file cannot be read, a line is not understood or an image with a mask has no group:
     *     a list that names half of a set would let the other half straddle the split
     */
    static List<Item> of(List<Item> items, Path file) {
        Map<String, String> groups = read(file);
        return items.stream()
                .map(item -> {
                    String group = groups.getOrDefault(item.id(), groups.get(lastName(item.id())));
                    if (group == null && item.hasMask()) {
                        throw new DataException("the list of groups " + file + " has no line for image '" + item.id()
                                + "'; give it a group, one of its own if it is related to no other image");
                    }
                    return group == null ? item : item.inGroup(group);
                })
                .toList();
    }

    private static String lastName(String id) {
        return id.substring(id.lastIndexOf('/') + 1);
    }

    private static Map<String, String> read(Path file) {
        Map<String, String> groups = new HashMap<>();
        int number = 0;
        for (String line : lines(file)) {
            number++;
            String text = line.strip();
            if (text.isEmpty() || text.startsWith("#")) {
                continue;
            }
            String[] fields = text.split("[,\t]", -1);
            if (fields.length != 2 || fields[0].isBlank() || fields[1].isBlank()) {
                throw new DataException(file + ", line " + number + ": '" + text
                        + "' is not NAME,GROUP; write for example 25,sequence-1");
            }
            String name = fields[0].strip();
            String group = fields[1].strip();
            if (name.matches("\\d{1,9}-\\d{1,9}")) {
                int dash = name.indexOf('-');
                int last = Integer.parseInt(name.substring(dash + 1));
                for (int i = Integer.parseInt(name.substring(0, dash)); i <= last; i++) {
                    groups.put(Integer.toString(i), group);
                }
            } else {
                groups.put(name, group);
            }
        }
        return groups;
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new DataException("cannot read the list of groups " + file + ": " + e, e);
        }
    }
}
