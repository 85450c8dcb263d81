/**
 * What is said to a server, and what a home keeps: {@code runs} steers the runs of a server over its HTTP API ({@link
 * org.semigda.cli.runs.ApiClient}), {@code token} says who may, {@code store} mends the index of runs.
 */
@NullMarked
package org.semigda.cli.runs;

import org.jspecify.annotations.NullMarked;
