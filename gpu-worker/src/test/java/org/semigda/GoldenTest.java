package org.semigda;

import org.junit.platform.suite.api.SelectClasses;
import org.junit.platform.suite.api.Suite;
import org.semigda.metrics.GoldenMetrics;
import org.semigda.model.GoldenNetwork;
import org.semigda.train.GoldenTrajectory;

/**
 * Everything a golden set states, number for number: tensors, names and shapes, conversion of annotations, losses,
 * schedules, three training steps of both stages, and metrics. The set of the test resources, or another one with {@code
 * -Dsemigda.golden=FOLDER -Dsemigda.golden.name=NAME}.
 */
@Suite
@SelectClasses({GoldenNetwork.class, GoldenTrajectory.class, GoldenMetrics.class})
class GoldenTest {}
