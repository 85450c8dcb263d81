package org.semigda.orchestrator.datasets;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.semigda.orchestrator.access.Caller;
import org.semigda.orchestrator.access.Scope;
import org.semigda.orchestrator.run.Refusal;
import org.semigda.orchestrator.store.AtomicFile;

/**
 * The folders that may be named as data: those an administrator registered ({@code HOME/datasets.json}), and those under
 * a root. {@code HOME/datasets}, where uploads go, is always a root. An administrator may name any folder.
 */
public final class DataFolders {

    private static final String FILE = "datasets.json";

    private final Path home;
    private final List<Path> roots;

    public DataFolders(Path home, List<Path> roots) {
        this.home = home;
        List<Path> all = new ArrayList<>(roots);
        all.add(uploads());
        this.roots = List.copyOf(all);
    }

    private Path uploads() {
        return home.resolve("datasets");
    }

    /** Every folder there is to choose from, by name. */
    public synchronized List<DataFolder> all() throws IOException {
        Map<Path, DataFolder> found = new LinkedHashMap<>();
        for (Map.Entry<String, Path> entry : registered().entrySet()) {
            found.put(entry.getValue(), DataFolder.of(entry.getKey(), entry.getValue(), true));
        }
        for (Path root : roots) {
            if (!Files.isDirectory(root)) {
                continue;
            }
            Path real = root.toRealPath();
            try (Stream<Path> children = Files.list(real)) {
                for (Path child : children.filter(Files::isDirectory).sorted().toList()) {
                    String name = String.valueOf(child.getFileName());
                    if (!name.startsWith(".") && child.toRealPath().startsWith(real)) {
                        found.putIfAbsent(child, DataFolder.of(name, child, false));
                    }
                }
            }
        }
        return found.values().stream()
                .sorted((a, b) -> a.name().compareTo(b.name()))
                .toList();
    }

    /** The folder of an id. */
    public Optional<DataFolder> find(String id) throws IOException {
        return all().stream().filter(folder -> folder.id().equals(id)).findFirst();
    }

    /** Registers a folder. */
    public synchronized DataFolder register(String name, String path) throws IOException {
        Path folder = existing(path)
                .orElseThrow(() -> new Refusal(
                        Refusal.Code.NO_DATA, "'" + path + "' is not the absolute path of a folder on the server"));
        Map<String, Path> all = registered();
        Path other = all.get(name);
        if (other != null && !other.equals(folder)) {
            throw new Refusal(
                    Refusal.Code.DATA_EXISTS, "there is a data set '" + name + "' already; choose another name");
        }
        all.put(name, folder);
        JsonArray list = new JsonArray();
        all.forEach((key, value) -> list.add(new JsonObject().put("name", key).put("path", value.toString())));
        Files.createDirectories(home);
        AtomicFile.write(home, FILE, new JsonObject().put("datasets", list).encodePrettily() + "\n");
        return DataFolder.of(name, folder, true);
    }

    private Map<String, Path> registered() throws IOException {
        Map<String, Path> all = new LinkedHashMap<>();
        Path file = home.resolve(FILE);
        if (!Files.exists(file)) {
            return all;
        }
        try {
            for (Object each : new JsonObject(Files.readString(file)).getJsonArray("datasets", new JsonArray())) {
                JsonObject entry = (JsonObject) each;
                all.put(entry.getString("name"), Path.of(entry.getString("path")));
            }
        } catch (DecodeException | ClassCastException | InvalidPathException e) {
            throw new IOException(file + " is not a list of data sets: " + e.getMessage(), e);
        }
        return all;
    }

    /** Gives a folder of checked files its name among the uploads. */
    public synchronized DataFolder adopt(String name, Path folder) throws IOException {
        Path target = Files.createDirectories(uploads()).resolve(name);
        if (Files.exists(target)) {
            throw new Refusal(
                    Refusal.Code.DATA_EXISTS, "there is a data set '" + name + "' already; choose another name");
        }
        try {
            Files.move(folder, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (FileAlreadyExistsException e) {
            throw new Refusal(
                    Refusal.Code.DATA_EXISTS, "there is a data set '" + name + "' already; choose another name");
        }
        return DataFolder.of(name, target.toRealPath(), false);
    }

    /** A folder for an upload that is not checked yet; on the same disk as its final place. */
    public Path workFolder() throws IOException {
        return Files.createTempDirectory(Files.createDirectories(uploads()), ".upload-");
    }

    /**
     * Refuses data that this caller may not name. What is said does not depend on what there is outside the roots.
     *
     * @throws Refusal when it is neither registered nor under a root
     */
    public void requireAllowed(String data, Caller caller) throws IOException {
        if (caller.scope().allows(Scope.ADMIN)) {
            return;
        }
        Optional<Path> real = existing(data);
        if (real.isPresent() && (registered().containsValue(real.get()) || underRoot(real.get()))) {
            return;
        }
        throw new Refusal(
                Refusal.Code.NOT_ALLOWED,
                "data '" + data + "' is no registered data set and under no data root; GET /datasets lists what may be"
                        + " named, an administrator can register more");
    }

    /**
     * Refuses a file or folder that a setting names and this caller may not. What is said does not depend on what there
     * is outside the roots.
     *
     * @param key the setting
     * @throws Refusal when it lies in no registered folder and under no root
     */
    public void requireAllowed(String key, String file, Caller caller) throws IOException {
        if (caller.scope().allows(Scope.ADMIN)) {
            return;
        }
        Optional<Path> real = real(file);
        if (real.isPresent() && (underRoot(real.get()) || inRegistered(real.get()))) {
            return;
        }
        throw new Refusal(
                Refusal.Code.NOT_ALLOWED,
                "setting " + key + ": '" + file + "' is in no registered data set and under no data root; an"
                        + " administrator can put it there");
    }

    private boolean inRegistered(Path real) throws IOException {
        return registered().values().stream().anyMatch(real::startsWith);
    }

    private boolean underRoot(Path real) throws IOException {
        for (Path root : roots) {
            if (Files.isDirectory(root) && real.startsWith(root.toRealPath())) {
                return true;
            }
        }
        return false;
    }

    /** The real place of a folder; empty when the text is not a plain absolute path of one. */
    private static Optional<Path> existing(String text) {
        return real(text).filter(Files::isDirectory);
    }

    /** The real place of what is there; empty when the text is not its plain absolute path. */
    private static Optional<Path> real(String text) {
        try {
            Path path = Path.of(text);
            boolean plain = path.isAbsolute() && path.equals(path.normalize());
            return plain ? Optional.of(path.toRealPath()) : Optional.empty();
        } catch (InvalidPathException | IOException e) {
            return Optional.empty();
        }
    }
}
