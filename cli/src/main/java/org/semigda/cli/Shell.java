package org.semigda.cli;

/** Words as a shell takes them. */
final class Shell {

    private Shell() {}

    /** The word itself when it is plain, else in single quotes. */
    static String quote(String word) {
        if (word.matches("[A-Za-z0-9_./:=,%+@-]+")) {
            return word;
        }
        return "'" + word.replace("'", "'\\''") + "'";
    }
}
