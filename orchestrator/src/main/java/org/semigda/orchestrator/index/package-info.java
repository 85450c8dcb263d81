/**
 * The index of all runs in a database, for lists, filters and orders. It holds nothing that the run folders do not say:
 * it may be deleted at any time and is made again from them. Everything here blocks.
 */
@NullMarked
package org.semigda.orchestrator.index;

import org.jspecify.annotations.NullMarked;
