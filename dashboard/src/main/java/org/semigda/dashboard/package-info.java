/**
 * What is seen: the page and the routes that serve it.
 *
 * <p>The page is plain ES modules under {@code web/} on the classpath; Lit and uPlot come from WebJars and are named
 * by an import map that {@link org.semigda.dashboard.IndexPage} writes. Nothing is bundled and nothing is fetched from
 * another host. {@link org.semigda.dashboard.DashboardRoutes} adds it all to a router that somebody else owns.
 */
@NullMarked
package org.semigda.dashboard;

import org.jspecify.annotations.NullMarked;
