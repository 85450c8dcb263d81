/**
 * The machine the program runs on: {@code doctor}, which tries what is needed; which devices there are and how busy they are, asked
 * without LibTorch; and how another JVM like this one is started on it ({@link org.semigda.cli.machine.ChildJvm}).
 */
@NullMarked
package org.semigda.cli.machine;

import org.jspecify.annotations.NullMarked;
