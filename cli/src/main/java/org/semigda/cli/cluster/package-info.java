/**
 * Several processes as one system. {@link org.semigda.cli.cluster.Clustering} is the orchestrator's side, {@link
 * org.semigda.cli.cluster.ClusterMember} a worker's, and {@link org.semigda.cli.cluster.ClusterUplink} what a worker does while the
 * other side is away. {@code worker} starts a supervised process for each device ({@link
 * org.semigda.cli.cluster.DeviceProcesses}); {@code device} is such a process.
 */
@NullMarked
package org.semigda.cli.cluster;

import org.jspecify.annotations.NullMarked;
