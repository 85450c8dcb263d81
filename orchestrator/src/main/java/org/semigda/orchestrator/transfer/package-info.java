/**
 * Files between machines: what a worker that does not see a run's folder may fetch, and how what it makes gets into that
 * folder. Bytes come first, under their hash; names follow when every byte is there.
 */
@org.jspecify.annotations.NullMarked
package org.semigda.orchestrator.transfer;
