package org.semigda.cli.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.semigda.data.PhantomGenerator;

class DataInspectionsTest {

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private Path folder;

    private static JsonObject found(DataInspections inspections, Path data) throws Exception {
        long end = System.nanoTime() + 60_000_000_000L;
        JsonObject answer = inspections.inspect(data);
        while (answer.getString("state").equals("reading") && System.nanoTime() < end) {
            Thread.sleep(20);
            answer = inspections.inspect(data);
        }
        return answer;
    }

    @Test
    void whatIsInAFolderIsFoundInTheBackgroundAndAnewWhenAFileChanges() throws Exception {
        Path data = folder.resolve("data");
        PhantomGenerator.write(data, 6, 32, 1);
        DataInspections inspections = new DataInspections(folder);
        JsonObject found = found(inspections, data);
        assertThat(found.getString("state")).isEqualTo("done");
        assertThat(found.getInteger("pairs")).isEqualTo(6);
        assertThat(found.getJsonArray("problems")).isEmpty();

        Path broken = data.resolve("images/0003.png");
        Files.writeString(broken, "no picture");
        Files.setLastModifiedTime(broken, FileTime.fromMillis(1));
        JsonObject again = found(inspections, data);
        assertThat(again.getInteger("pairs")).isEqualTo(5);
        assertThat(again.getJsonArray("problems").encode()).contains("0003.png");
    }

    @Test
    void aFolderWithoutImagesIsNamedWithoutItsPlace() throws IOException {
        Path empty = Files.createDirectories(folder.resolve("empty"));
        assertThatThrownBy(() -> new DataInspections(folder).inspect(empty)).isInstanceOf(IOException.class);
    }

    @Test
    void phantomsAreDrawnOnceAndStayWhereTheyAre() throws IOException {
        DataInspections inspections = new DataInspections(folder);
        Path phantoms = inspections.phantoms();
        FileTime drawn = Files.getLastModifiedTime(phantoms.resolve("images/0001.png"));
        assertThat(inspections.phantoms()).isEqualTo(phantoms);
        assertThat(Files.getLastModifiedTime(phantoms.resolve("images/0001.png")))
                .isEqualTo(drawn);
    }
}
