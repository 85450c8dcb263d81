/**
 * {@code serve}, and what it serves with. {@link org.semigda.cli.serve.Semigda} starts the roles that {@link
 * org.semigda.cli.serve.SemigdaSettings} name (orchestrator, worker node, page), also for commands that train in their own
 * process, and joins them in one HTTP server, whose door {@link org.semigda.cli.serve.HttpGuard} keeps.
 */
@NullMarked
package org.semigda.cli.serve;

import org.jspecify.annotations.NullMarked;
