package org.semigda.orchestrator;

import io.vertx.core.Vertx;
import java.time.Clock;
import java.util.random.RandomGenerator;
import org.semigda.orchestrator.datasets.DataFingerprint;
import org.semigda.orchestrator.datasets.DataFolders;
import org.semigda.orchestrator.experiment.ExperimentStore;
import org.semigda.orchestrator.queue.NodeRegistry;
import org.semigda.orchestrator.queue.RunQueue;
import org.semigda.orchestrator.store.RunStore;
import org.semigda.orchestrator.transfer.AttemptTokens;

/** The parts of one orchestrator, put together. */
record OrchestratorParts(
        StoreThread thread,
        Catalog catalog,
        RunQueue queue,
        DataFolders folders,
        RunRegistry runs,
        NodeRegistry nodes,
        RunFeed feed,
        RunJournal journal,
        LifeCycle lives,
        Recovery recovery,
        EventIntake intake,
        Dispatcher dispatcher,
        NodeWatch watch,
        Submissions submissions,
        Estimates estimates,
        AttemptDesk desk,
        Experiments experiments,
        Timing timing) {

    static OrchestratorParts create(
            Vertx vertx,
            OrchestratorSettings settings,
            Clock clock,
            RandomGenerator random,
            Timing timing,
            DataFingerprint fingerprint,
            String version) {
        StoreThread thread = new StoreThread(vertx);
        RunStore store = new RunStore(settings.home());
        RunRegistry runs = new RunRegistry();
        Catalog catalog = new Catalog(vertx, thread, store, runs, settings.database());
        NodeRegistry nodes = new NodeRegistry(clock, timing.lease());
        DataFolders folders = new DataFolders(settings.home(), settings.dataRoots());
        RunQueue queue = new RunQueue();
        RunFeed feed = new RunFeed();
        NodePost post = new NodePost(vertx);
        RunJournal journal = new RunJournal(thread, catalog, feed, clock);
        LifeCycle lives = new LifeCycle(queue, post, journal, clock);
        Recovery recovery = new Recovery(queue, lives, clock, timing.adoption());
        EventIntake intake = new EventIntake(vertx, runs, thread, catalog, lives, feed, clock);
        AttemptDesk desk = new AttemptDesk(new AttemptTokens(settings.home(), random));
        Dispatcher dispatcher = new Dispatcher(runs, nodes, queue, lives, post, desk, clock);
        NodeWatch watch = new NodeWatch(nodes, queue, runs, catalog, lives, recovery, post, clock, timing.lease());
        Submissions submissions = new Submissions(thread, store, catalog, folders, runs, lives, clock, random, version);
        Experiments experiments = new Experiments(
                vertx,
                thread,
                new ExperimentStore(settings.home()),
                catalog,
                submissions,
                new SameRuns(vertx, catalog, lives),
                fingerprint,
                clock);
        return new OrchestratorParts(
                thread,
                catalog,
                queue,
                folders,
                runs,
                nodes,
                feed,
                journal,
                lives,
                recovery,
                intake,
                dispatcher,
                watch,
                submissions,
                new Estimates(vertx, nodes, submissions),
                desk,
                experiments,
                timing);
    }
}
