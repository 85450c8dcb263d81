/**
 * What small parts cost that run thousands of times: events on their way, a native call, a distance measured. Whole
 * steps are measured by {@code semigda bench}. {@code benchmarks/jmh} runs these; docs/performance.md has the figures.
 */
@NullMarked
package org.semigda.benchmarks;

import org.jspecify.annotations.NullMarked;
