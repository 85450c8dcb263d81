/**
 * {@code semigda bundle}: the program, a Java and the natives of one platform in one folder, for machines without any of them.
 *
 * <p>{@link org.semigda.cli.bundle.NativeJars} says whether a build has what a platform needs, {@link
 * org.semigda.cli.bundle.RuntimeImage} makes the Java, {@link org.semigda.cli.bundle.Bundle} puts all together, and {@link
 * org.semigda.cli.bundle.Parts} cuts the result into pieces that pass through a narrow door.
 */
@NullMarked
package org.semigda.cli.bundle;

import org.jspecify.annotations.NullMarked;
