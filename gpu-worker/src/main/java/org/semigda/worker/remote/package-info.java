/**
 * A worker on a machine that does not see the run's folder: its inputs are fetched into a cache, its results are brought to
 * the orchestrator, both over HTTP and by hash. Everything here blocks and knows no Vert.x.
 */
@org.jspecify.annotations.NullMarked
package org.semigda.worker.remote;
