/**
 * The {@code semigda} command. {@link org.semigda.cli.Main} reads the command line; each command is a small class;
 * {@link org.semigda.cli.Semigda} starts the roles a command needs (orchestrator, worker node, page) in this process
 * and joins them in one HTTP server. Exit codes: 0 done, 1 failed, 2 bad input.
 */
@NullMarked
package org.semigda.cli;

import org.jspecify.annotations.NullMarked;
