package org.semigda.orchestrator;

import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Clock;
import java.util.random.RandomGenerator;
import org.semigda.orchestrator.queue.NodeRegistry;
import org.semigda.orchestrator.queue.RunQueue;
import org.semigda.orchestrator.store.RunStore;

/** The parts of one orchestrator, put together. */
record OrchestratorParts(
        StoreThread thread,
        RunStore store,
        RunRegistry runs,
        NodeRegistry nodes,
        RunFeed feed,
        LifeCycle lives,
        EventIntake intake,
        Dispatcher dispatcher,
        NodeWatch watch,
        Submissions submissions,
        Timing timing) {

    static OrchestratorParts create(
            Vertx vertx, Path home, Clock clock, RandomGenerator random, Timing timing, String version) {
        StoreThread thread = new StoreThread(vertx);
        RunStore store = new RunStore(home);
        RunRegistry runs = new RunRegistry();
        NodeRegistry nodes = new NodeRegistry(clock, timing.lease());
        RunQueue queue = new RunQueue();
        RunFeed feed = new RunFeed();
        NodePost post = new NodePost(vertx);
        LifeCycle lives = new LifeCycle(queue, post, thread, feed, clock);
        EventIntake intake = new EventIntake(vertx, runs, thread, lives, feed, clock);
        Dispatcher dispatcher = new Dispatcher(runs, nodes, queue, lives, post, clock);
        NodeWatch watch = new NodeWatch(nodes, queue, runs, lives, post, clock, timing.lease());
        Submissions submissions = new Submissions(thread, store, runs, lives, clock, random, version);
        return new OrchestratorParts(
                thread, store, runs, nodes, feed, lives, intake, dispatcher, watch, submissions, timing);
    }
}
