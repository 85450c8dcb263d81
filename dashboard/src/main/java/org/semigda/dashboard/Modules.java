package org.semigda.dashboard;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URI;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The modules of the page, found by their imports. A browser that learns of them from the document asks for them side by
 * side; otherwise it finds each only when it has read the one that imports it.
 */
final class Modules {

    private static final Pattern IMPORT = Pattern.compile("\\b(?:import|from)\\s*['\"]([^'\"]+)['\"]");

    private final Map<String, String> names;
    private final Function<String, Optional<byte[]>> files;
    private final Set<String> found = new LinkedHashSet<>();

    private Modules(Map<String, String> names, Function<String, Optional<byte[]>> files) {
        this.names = names;
        this.files = files;
    }

    /**
     * The addresses of modules and of all that they import before they run, in the order in which they are met.
     *
     * @param names what bare names stand for, as in an import map
     * @param files what is served at an address; empty when nothing is
     */
    static Set<String> from(
            List<String> addresses, Map<String, String> names, Function<String, Optional<byte[]>> files) {
        Modules modules = new Modules(names, files);
        addresses.forEach(modules::follow);
        return modules.found;
    }

    private void follow(String address) {
        Optional<byte[]> file = found.contains(address) ? Optional.empty() : files.apply(address);
        file.ifPresent(bytes -> {
            found.add(address);
            Matcher imports = IMPORT.matcher(new String(bytes, UTF_8));
            while (imports.find()) {
                resolve(address, imports.group(1)).ifPresent(this::follow);
            }
        });
    }

    private Optional<String> resolve(String importer, String name) {
        if (name.startsWith(".")) {
            return Optional.of(URI.create(importer).resolve(name).toString());
        }
        return Optional.ofNullable(names.get(name)).or(() -> names.entrySet().stream()
                .filter(folder -> folder.getKey().endsWith("/") && name.startsWith(folder.getKey()))
                .map(folder ->
                        folder.getValue() + name.substring(folder.getKey().length()))
                .findFirst());
    }
}
