package org.semigda.orchestrator.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.semigda.conf.UserError;

class H2RunIndexTest extends RunIndexKit {

    @Override
    DatabaseSettings database(Path folder) {
        return DatabaseSettings.inHome(folder);
    }

    @Test
    void aBrokenFileIsMovedAwayAndMadeAgain(@TempDir Path folder) throws IOException, SQLException {
        Path file = Files.createDirectories(folder.resolve("index")).resolve("runs.mv.db");
        Files.writeString(file, "not a database".repeat(1000));
        try (RunIndex index = RunIndex.open(DatabaseSettings.inHome(folder))) {
            assertThat(index.find(RunQuery.newest(1))).isEmpty();
        }
        assertThat(folder.resolve("index/runs.mv.db.broken")).exists();
    }

    @Test
    void aDatabaseThatIsNotOursIsLeftAlone() {
        assertThatThrownBy(() -> RunIndex.open(DatabaseSettings.of("jdbc:postgresql://127.0.0.1:1/x?password=secret")))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("jdbc:postgresql://127.0.0.1:1/x")
                .hasMessageNotContaining("secret");
    }
}
