/** The whole system: forked JVMs, real sockets, a real browser, and the rules of the house. */
@NullMarked
package org.semigda.it;

import org.jspecify.annotations.NullMarked;
