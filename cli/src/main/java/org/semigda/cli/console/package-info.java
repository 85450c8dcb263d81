/**
 * What all commands share, and knows none of them. {@link org.semigda.cli.console.Terminal} is where a command speaks, {@link
 * org.semigda.cli.console.ProgressPrinter} how it says how far it is, {@link org.semigda.cli.console.Errors} how it fails and
 * {@link org.semigda.cli.console.Interrupts} how it is stopped; the classes named {@code ...Options} are options that several have.
 */
@NullMarked
package org.semigda.cli.console;

import org.jspecify.annotations.NullMarked;
