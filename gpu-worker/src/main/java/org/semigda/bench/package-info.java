/** Benchmarks that a user can run on their own machine and data. */
@NullMarked
package org.semigda.bench;

import org.jspecify.annotations.NullMarked;
