package org.semigda.dashboard;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;

/** The libraries of the page, with the versions Maven resolved, and the addresses they are served at. */
final class Vendor {

    private final Properties versions;

    private Vendor(Properties versions) {
        this.versions = versions;
    }

    /** The libraries this module was built with. */
    static Vendor load() {
        Properties versions = new Properties();
        try (InputStream in = Vendor.class.getResourceAsStream("webjars.properties")) {
            if (in == null) {
                throw new IllegalStateException("webjars.properties is missing; build the module with Maven");
            }
            versions.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read webjars.properties", e);
        }
        return new Vendor(versions);
    }

    /** Whether a path below {@code /vendor/} belongs to a library of the page in its present version. */
    boolean serves(String path) {
        return versions.stringPropertyNames().stream().anyMatch(library -> path.startsWith(folder(library)));
    }

    /** The address of a library's file. The version is part of it, so a browser may keep the file for ever. */
    String address(String library, String file) {
        return "/vendor/" + folder(library) + file;
    }

    /** What a bare name in an {@code import} stands for; names with a slash at the end stand for folders. */
    Map<String, String> imports() {
        Map<String, String> imports = new LinkedHashMap<>();
        imports.put("lit", address("lit", "index.js"));
        imports.put("lit/", address("lit", ""));
        imports.put("lit-html", address("lit-html", "lit-html.js"));
        imports.put("lit-html/", address("lit-html", ""));
        imports.put("lit-element", address("lit-element", "index.js"));
        imports.put("lit-element/", address("lit-element", ""));
        imports.put("@lit/reactive-element", address("lit__reactive-element", "reactive-element.js"));
        imports.put("@lit/reactive-element/", address("lit__reactive-element", ""));
        imports.put("uplot", address("uplot", "dist/uPlot.esm.js"));
        return imports;
    }

    private String folder(String library) {
        return library + "/" + versions.getProperty(library) + "/";
    }
}
