package org.semigda.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RunIdTest {

    @Test
    void isTheTimeInUtcAndFourLetters() {
        RunId id = RunId.create(Instant.parse("2026-11-23T00:15:30.999Z"), new Random(1));
        assertThat(id.value()).matches("20261123-001530-[a-z]{4}");
        assertThat(RunId.create(Instant.parse("2026-11-23T00:15:30Z"), new Random(1)))
                .isEqualTo(id);
        assertThat(RunId.create(Instant.parse("2026-11-23T00:15:30Z"), new Random(2)))
                .isNotEqualTo(id);
    }

    @Test
    void sortsByTime() {
        RunId early = RunId.create(Instant.parse("2026-11-23T00:15:30Z"), new Random(1));
        RunId late = RunId.create(Instant.parse("2026-11-23T00:15:31Z"), new Random(1));
        assertThat(early).isLessThan(late);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "..", "../x", "a/b", "A", "-a", "a.b", "a\n"})
    void isAlwaysSafeAsAFolderName(String value) {
        assertThatThrownBy(() -> new RunId(value)).hasMessage("not a run id: '" + value + "'");
    }
}
