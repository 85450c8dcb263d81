/**
 * {@code data}: looks into a data set, fetches, crops or generates one. What a command prints of a data set the page shows too:
 * {@link org.semigda.cli.data.DataInspections}, {@link org.semigda.cli.data.DataPictures} and {@link
 * org.semigda.cli.data.DataHashes} are what the server asks.
 */
@NullMarked
package org.semigda.cli.data;

import org.jspecify.annotations.NullMarked;
