/**
 * {@code bench}: how fast this machine is at what a run consists of: a step, the loader, several processes, the event bus.
 */
@NullMarked
package org.semigda.cli.bench;

import org.jspecify.annotations.NullMarked;
