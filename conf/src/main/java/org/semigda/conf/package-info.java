/**
 * What can be set. A Setting stands once: key, default, unit, check and help side
 * by side. Settings is a full, checked set of values; a Preset
 * is where one starts from.
 */
@NullMarked
package org.semigda.conf;

import org.jspecify.annotations.NullMarked;
