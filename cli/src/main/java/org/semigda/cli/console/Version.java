package org.semigda.cli.console;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** Which release this is, from what Maven writes into the jar. */
public final class Version implements IVersionProvider {

    /** Such as {@code 0.1.0}; {@code development} when run from class files. */
    public static String current() {
        try (InputStream in =
                Version.class.getResourceAsStream("/META-INF/maven/org.semigda/semigda-cli/pom.properties")) {
            if (in == null) {
                return "development";
            }
            Properties properties = new Properties();
            properties.load(in);
            return properties.getProperty("version", "development");
        } catch (IOException e) {
            throw new UncheckedIOException("the version cannot be read from the jar", e);
        }
    }

    @Override
    public String[] getVersion() {
        return new String[] {"semigda " + current() + ", Java " + Runtime.version()};
    }
}
