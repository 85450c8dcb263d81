package org.semigda.protocol;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.random.RandomGenerator;

/**
 * Names one run: the time it was submitted and four random letters, such as {@code 20261123-001530-qkzv}. Sorts by
 * time and is safe as a folder name.
 */
public record RunId(@JsonValue String value) implements Comparable<RunId> {

    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("uuuuMMdd-HHmmss").withZone(ZoneOffset.UTC);

    @JsonCreator
    public RunId {
        if (!value.matches("[a-z0-9][a-z0-9-]{0,63}")) {
            throw new IllegalArgumentException("not a run id: '" + value + "'");
        }
    }

    /** A new id for a run submitted at {@code now}. */
    public static RunId create(Instant now, RandomGenerator random) {
        StringBuilder text = new StringBuilder(STAMP.format(now)).append('-');
        random.ints(4, 'a', 'z' + 1).forEach(text::appendCodePoint);
        return new RunId(text.toString());
    }

    @Override
    public int compareTo(RunId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
