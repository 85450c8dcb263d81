/**
 * Runs on disk. A run's folder is the truth: {@code run.json} is replaced whole, {@code events.jsonl} only grows and
 * holds each event of a worker once; {@code metrics.jsonl} and {@code log.jsonl} follow from it, for other programs.
 * Everything here blocks and is called on the store's thread (writes) or on a worker thread (reads).
 */
@NullMarked
package org.semigda.orchestrator.store;

import org.jspecify.annotations.NullMarked;
