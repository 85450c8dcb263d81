/**
 * From images to masks in the foreground: {@code train} and {@code demo} start the roles in this process and follow one run
 * ({@link org.semigda.cli.train.RunSession}); {@code evaluate}, {@code predict} and {@code export} use what it left.
 */
@NullMarked
package org.semigda.cli.train;

import org.jspecify.annotations.NullMarked;
