/**
 * The HTTP API of the orchestrator. {@link org.semigda.orchestrator.api.ApiRoutes} builds the router from its parts;
 * every error leaves as a problem document, and every live stream replays from the store, so that a client that
 * reconnects misses nothing and sees nothing twice.
 */
@NullMarked
package org.semigda.orchestrator.api;

import org.jspecify.annotations.NullMarked;
