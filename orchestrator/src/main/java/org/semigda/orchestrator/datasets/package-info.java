/**
 * Which folders may be named as data, and how new ones come in. Everything that arrives from outside is checked before it
 * gets its name. Everything here blocks.
 */
@NullMarked
package org.semigda.orchestrator.datasets;

import org.jspecify.annotations.NullMarked;
