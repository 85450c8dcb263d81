/**
 * What the parts of SemiGDA say to each other: ids, addresses, messages, the run specification and the
 * life cycle of a run. Everything here is an immutable value; nothing here acts.
 */
@NullMarked
package org.semigda.protocol;

import org.jspecify.annotations.NullMarked;
