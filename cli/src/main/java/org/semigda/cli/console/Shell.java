package org.semigda.cli.console;

/** Words as a shell takes them. */
public final class Shell {

    private Shell() {}

    /** The word itself when it is plain, else in single quotes. */
    public static String quote(String word) {
        if (word.matches("[A-Za-z0-9_./:=,%+@-]+")) {
            return word;
        }
        return "'" + word.replace("'", "'\\''") + "'";
    }
}
