/**
 * The entry of the {@code semigda} command. {@link org.semigda.cli.Main} reads the command line, {@link org.semigda.cli.Commands}
 * makes the command it names; each command is a small class in the package of its subject. This package knows all of them and none
 * knows it. Exit codes: 0 done, 1 failed, 2 bad input.
 */
@NullMarked
package org.semigda.cli;

import org.jspecify.annotations.NullMarked;
