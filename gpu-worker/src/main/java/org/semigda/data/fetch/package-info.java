/** Getting public files onto this machine: downloads that survive a bad line, and archives unpacked with suspicion. */
@NullMarked
package org.semigda.data.fetch;

import org.jspecify.annotations.NullMarked;
