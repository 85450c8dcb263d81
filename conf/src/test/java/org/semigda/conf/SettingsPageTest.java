package org.semigda.conf;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class SettingsPageTest {

    /** Run with {@code -Dsemigda.write.docs=true} to write the page anew after a setting was changed. */
    @Test
    void thePageInTheDocsIsTheOneGeneratedFromTheSettings() throws IOException {
        Path page = Path.of("..", "docs", "settings.md");
        if (Boolean.getBoolean("semigda.write.docs")) {
            Files.writeString(page, SettingsPage.markdown());
        }
        assertThat(page).hasContent(SettingsPage.markdown());
    }
}
