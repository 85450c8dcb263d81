package org.semigda.data;

/**
 * A file that was left out of a data set, reported and counted.
 *
 * @param file the file, relative to the data set's folder
 * @param code a short stable word, such as {@code unreadable}
 * @param message what is wrong with it
 */
public record Problem(String file, String code, String message) {}
