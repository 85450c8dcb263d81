package org.semigda.cli.console;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Words a user can paste back. */
class ShellTest {

    @Test
    void plainWordsStayAsTheyAre() {
        assertThat(Shell.quote("stage2.steps=5")).isEqualTo("stage2.steps=5");
        assertThat(Shell.quote("10%")).isEqualTo("10%");
    }

    @Test
    void othersAreQuoted() {
        assertThat(Shell.quote("my images")).isEqualTo("'my images'");
        assertThat(Shell.quote("it's")).isEqualTo("'it'\\''s'");
        assertThat(Shell.quote("")).isEqualTo("''");
    }
}
