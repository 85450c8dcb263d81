/** Who may do what: tokens with scopes, kept as hashes, and the folders that may be named as data. */
@NullMarked
package org.semigda.orchestrator.access;

import org.jspecify.annotations.NullMarked;
