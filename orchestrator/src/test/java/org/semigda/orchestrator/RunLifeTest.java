package org.semigda.orchestrator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Future;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.semigda.conf.UserError;
import org.semigda.orchestrator.api.RunCommand;
import org.semigda.orchestrator.run.Refusal;
import org.semigda.orchestrator.run.RunView;
import org.semigda.protocol.Addresses;
import org.semigda.protocol.Failure;
import org.semigda.protocol.Queueing;
import org.semigda.protocol.RunEvent;
import org.semigda.protocol.RunId;
import org.semigda.protocol.RunSpec;
import org.semigda.protocol.RunState;
import org.semigda.protocol.Transfer;
import org.semigda.protocol.WorkerCommand;

@Timeout(300)
class RunLifeTest {

    private Path folder;
    private TestSystem system;

    @BeforeEach
    void start(@TempDir Path temporary) throws IOException {
        folder = temporary;
        system = new TestSystem(folder);
    }

    @AfterEach
    void end() {
        system.close();
    }

    private JsonObject runFile(RunId id) throws IOException {
        return new JsonObject(Files.readString(system.home.resolve("runs/" + id + "/run.json")));
    }

    @Test
    void aRunIsLaunchedTrainsAndCompletes() throws IOException {
        FakeNode node = FakeNode.start(system.vertx, "a");
        RunId id = system.submit("first");
        WorkerCommand.Launch launch = node.next(WorkerCommand.Launch.class);
        Path home = system.home.resolve("runs/" + id).toAbsolutePath();
        assertThat(launch)
                .isEqualTo(new WorkerCommand.Launch(
                        id,
                        1,
                        system.spec("first"),
                        home.toString(),
                        "cpu",
                        false,
                        WorkerCommand.Group.ALONE,
                        launch.transfer()));
        assertThat(home.resolve(Transfer.MARK_FILE))
                .hasContent(launch.transfer().mark());
        assertThat(system.view(id).state()).isEqualTo(RunState.STARTING);

        node.say(launch, RunState.RUNNING);
        node.say(launch, new RunEvent.Metrics(0, 1, Map.of("loss/total", 0.5)));
        node.say(launch, new RunEvent.Progress(0, 1, 2, 3.5));
        node.say(launch, new RunEvent.Metrics(2, 2, Map.of("validation/dice", 0.7, "validation/ema_dice", 0.75)));
        node.say(launch, new RunEvent.Saved("best", 2, 2));
        node.say(launch, new RunEvent.Scores("test", Map.of("dice", 0.8, "images", 40.0)));
        node.say(launch, RunState.COMPLETED);

        RunView end = Await.result(system.orchestrator.finished(id));
        assertThat(end.state()).isEqualTo(RunState.COMPLETED);
        assertThat(end.best()).isEqualTo(Map.of("dice", 0.7, "ema_dice", 0.75));
        assertThat(end.scores()).isEqualTo(Map.of("dice", 0.8, "images", 40.0));
        assertThat(end.lastEvent()).isEqualTo(7);
        assertThat(runFile(id).getString("state")).isEqualTo("COMPLETED");
        assertThat(Files.readAllLines(home.resolve("events.jsonl"))).hasSize(7);
        assertThat(Files.readAllLines(home.resolve("metrics.jsonl"))).hasSize(2);
    }

    @Test
    void aDeviceHasOneRunAtATimeFirstComeFirstServed() {
        FakeNode node = FakeNode.start(system.vertx, "a");
        WorkerCommand.Launch first = system.running(node, "first");
        RunId second = system.submit("second");
        RunId third = system.submit("third");
        assertThat(List.of(system.view(second).state(), system.view(third).state()))
                .containsOnly(RunState.QUEUED);
        assertThat(node.hasNoCommand()).isTrue();

        node.say(first, RunState.COMPLETED);
        assertThat(node.next(WorkerCommand.Launch.class).run()).isEqualTo(second);
        assertThat(node.hasNoCommand()).isTrue();
    }

    @Test
    void aRunStopsWhenItsWorkerHasSaved() {
        FakeNode node = FakeNode.start(system.vertx, "a");
        WorkerCommand.Launch launch = system.running(node, "first");
        assertThat(Await.result(system.orchestrator.stop(launch.run())).state()).isEqualTo(RunState.STOPPING);
        assertThat(node.next(WorkerCommand.Stop.class)).isEqualTo(new WorkerCommand.Stop(launch.run(), 1));
        node.say(launch, RunState.STOPPED);
        assertThat(Await.result(system.orchestrator.finished(launch.run())).state())
                .isEqualTo(RunState.STOPPED);
    }

    @Test
    void aStoppedRunIsResumedAsItsNextAttempt() {
        FakeNode node = FakeNode.start(system.vertx, "a");
        WorkerCommand.Launch launch = system.running(node, "first");
        node.say(launch, RunState.STOPPED);
        Await.result(system.orchestrator.command(launch.run(), RunCommand.RESUME));
        WorkerCommand.Launch again = node.next(WorkerCommand.Launch.class);
        assertThat(again.attempt()).isEqualTo(2);
        assertThat(again.resume()).isTrue();
    }

    @Test
    void aResumedRunWaitsUntilTheWorkerOfItsLastAttemptHasLeft() {
        FakeNode node = FakeNode.start(system.vertx, "a").quiet();
        WorkerCommand.Launch launch = system.running(node, "first");
        RunEvent stopped = new RunEvent(launch.run(), 1, 2, 0, new RunEvent.State(RunState.STOPPED));
        Await.result(node.send(stopped)); // the worker itself is still there
        Await.result(system.orchestrator.command(launch.run(), RunCommand.RESUME));
        node.beat();
        node.announce();
        assertThat(system.view(launch.run()).state()).isEqualTo(RunState.QUEUED);
        node.forgetWorkers();
        node.beat();
        assertThat(node.nextLaunch().attempt()).isEqualTo(2);
    }

    @Test
    void aQueuedRunStopsAtOnce() {
        RunId id = system.submit("first");
        assertThat(Await.result(system.orchestrator.stop(id)).state()).isEqualTo(RunState.STOPPED);
        FakeNode node = FakeNode.start(system.vertx, "a");
        RunId second = system.submit("second");
        assertThat(node.next(WorkerCommand.Launch.class).run()).isEqualTo(second);
    }

    @Test
    void pauseAndContinueFollowTheWorkersWord() {
        FakeNode node = FakeNode.start(system.vertx, "a");
        WorkerCommand.Launch launch = system.running(node, "first");
        RunId id = launch.run();
        assertThat(Await.result(system.orchestrator.command(id, RunCommand.PAUSE))
                        .state())
                .isEqualTo(RunState.RUNNING);
        node.say(node.next(WorkerCommand.Pause.class), RunState.PAUSED);
        assertThat(system.view(id).state()).isEqualTo(RunState.PAUSED);
        Await.result(system.orchestrator.command(id, RunCommand.CHECKPOINT));
        assertThat(node.next(WorkerCommand.Save.class).run()).isEqualTo(id);
        Await.result(system.orchestrator.command(id, RunCommand.CONTINUE));
        node.say(node.next(WorkerCommand.Continue.class), RunState.RUNNING);
        assertThat(system.view(id).state()).isEqualTo(RunState.RUNNING);
        assertThatThrownBy(() -> Await.result(system.orchestrator.command(id, RunCommand.CONTINUE)))
                .isInstanceOf(Refusal.class)
                .hasMessage("run " + id + " is RUNNING; it cannot continue now");
    }

    @Test
    void aFailureEndsTheRunAndKeepsItsReason() throws IOException {
        FakeNode node = FakeNode.start(system.vertx, "a");
        WorkerCommand.Launch launch = system.running(node, "first");
        Failure failure = new Failure("numeric", "the loss is not finite at step 3", "NaN");
        node.say(launch, new RunEvent.Failed(failure));
        node.say(launch, RunState.COMPLETED); // too late: the first end counts
        node.say(launch, new RunEvent.Failed(new Failure("other", "another reason", "")));
        assertThat(Await.result(system.orchestrator.finished(launch.run())).failure())
                .contains(failure);
        assertThat(runFile(launch.run()).getJsonObject("failure").getString("code"))
                .isEqualTo("numeric");
    }

    @Test
    void aNodeThatRefusesToLaunchFailsTheRunWithItsWords() {
        FakeNode node = FakeNode.start(system.vertx, "a");
        node.refuses("no memory left");
        RunView end = Await.result(system.orchestrator.finished(system.submit("first")));
        assertThat(end.failure().orElseThrow().message()).isEqualTo("node a cannot start the run: no memory left");
    }

    @Test
    void repeatedEventsAreStoredOnceAndStaleOnesNotAtAll() {
        FakeNode node = FakeNode.start(system.vertx, "a");
        WorkerCommand.Launch launch = system.running(node, "first");
        RunEvent.Body body = new RunEvent.Log("info", "hello");
        RunEvent third = new RunEvent(launch.run(), 1, 3, 0, body);
        RunEvent second = new RunEvent(launch.run(), 1, 2, 0, body);
        for (RunEvent event : List.of(third, second, second, third)) {
            assertThat(Await.result(node.send(event))).isEqualTo(true);
        }
        assertThat(refusal(node.send(new RunEvent(launch.run(), 7, 1, 0, body))))
                .isEqualTo(Addresses.ATTEMPT_OVER);
        assertThat(system.view(launch.run()).lastEvent()).isEqualTo(3);
    }

    private static int refusal(Future<Object> sent) {
        Throwable refused = Await.result(sent.map(stored -> (Throwable) new AssertionError("it was taken"))
                .otherwise(error -> error));
        assertThat(refused).isInstanceOf(ReplyException.class);
        return ((ReplyException) refused).failureCode();
    }

    @Test
    void aLostNodeMeansASecondAttemptElsewhere() {
        FakeNode node = FakeNode.start(system.vertx, "a");
        WorkerCommand.Launch launch = system.running(node, "first");
        node.die();
        system.passTime(TestSystem.TIMING.lease().plusSeconds(1));
        FakeNode other = FakeNode.start(system.vertx, "b");
        WorkerCommand.Launch again = other.next(WorkerCommand.Launch.class);
        assertThat(again.run()).isEqualTo(launch.run());
        assertThat(again.attempt()).isEqualTo(2);
        assertThat(again.resume()).isTrue();
        other.say(again, RunState.RUNNING);
        other.say(again, RunState.COMPLETED);
        assertThat(Await.result(system.orchestrator.finished(launch.run())).state())
                .isEqualTo(RunState.COMPLETED);
        assertThat(system.json("/runs/" + launch.run() + "/logs").encode())
                .contains("node a was lost; attempt 2 is queued");
    }

    @Test
    void aNodeThatForgotItsRunHasLostItAndFourLossesAreTooMany() {
        FakeNode node = FakeNode.start(system.vertx, "a");
        RunId id = system.submit("first");
        for (int attempt = 1; attempt <= 1 + Queueing.USUAL.restarts(); attempt++) {
            WorkerCommand.Launch launch = node.nextLaunch();
            assertThat(launch.attempt()).isEqualTo(attempt);
            node.say(launch, RunState.RUNNING);
            node.forgetWorkers();
            for (int i = 0; i < 2; i++) {
                // Less than a lease each: the node itself stays.
                system.passTime(TestSystem.TIMING.lease().dividedBy(3).multipliedBy(2));
                long now = system.clock.millis();
                Await.until("a heartbeat comes", () -> system.lastSeen() >= now);
            }
        }
        RunView end = Await.result(system.orchestrator.finished(id));
        assertThat(end.state()).isEqualTo(RunState.FAILED);
        assertThat(end.failure().orElseThrow().code()).isEqualTo(Failure.WORKER_LOST);
        assertThat(end.failure().orElseThrow().message()).startsWith("node a no longer has a worker for the run");
    }

    @Test
    void aRestartKeepsEverythingAndContinuesWhatWasUnderWay() {
        FakeNode node = FakeNode.start(system.vertx, "a");
        WorkerCommand.Launch done = system.running(node, "done");
        node.say(done, new RunEvent.Scores("test", Map.of("dice", 0.8)));
        node.say(done, RunState.COMPLETED);
        WorkerCommand.Launch broken = system.running(node, "broken off");
        node.say(broken, new RunEvent.Metrics(1, 5, Map.of("loss/total", 0.5)));
        RunId waiting = system.submit("waiting");
        RunView before = system.view(done.run());

        system.restart();

        assertThat(system.view(done.run())).isEqualTo(before);
        assertThat(system.orchestrator.runs().stream().map(RunView::id))
                .containsExactlyInAnyOrder(done.run(), broken.run(), waiting);
        FakeNode next = FakeNode.start(system.vertx, "a");
        WorkerCommand.Launch again = next.next(WorkerCommand.Launch.class);
        assertThat(again.run()).isEqualTo(broken.run());
        assertThat(again.attempt()).isEqualTo(2);
        assertThat(again.resume()).isTrue();
        assertThat(system.view(again.run()).record().restarts()).isZero();
        next.say(again, RunState.RUNNING);
        assertThat(system.view(again.run()).lastEvent()).isEqualTo(3);
        assertThat(refusal(next.send(new RunEvent(broken.run(), 1, 9, 0, new RunEvent.Log("info", "late")))))
                .isEqualTo(Addresses.ATTEMPT_OVER);
        assertThat(system.view(again.run()).lastEvent()).isEqualTo(3);
        next.say(again, RunState.COMPLETED);
        assertThat(next.next(WorkerCommand.Launch.class).run()).isEqualTo(waiting);
    }

    @Test
    void aRunThatWasStoppingIsStoppedAfterARestart() {
        FakeNode node = FakeNode.start(system.vertx, "a");
        WorkerCommand.Launch launch = system.running(node, "first");
        Await.result(system.orchestrator.stop(launch.run()));
        system.restart();
        assertThat(system.view(launch.run()).state()).isEqualTo(RunState.STOPPED);
    }

    @Test
    void aWorkerLeftOverFromBeforeARestartIsEndedBeforeItsNodeGetsWork() {
        FakeNode node = FakeNode.start(system.vertx, "a");
        WorkerCommand.Launch launch = system.running(node, "first");
        node.die();
        system.restart();
        FakeNode busy = FakeNode.startBusy(system.vertx, "a", launch);
        assertThat(busy.next(WorkerCommand.Abandon.class)).isEqualTo(new WorkerCommand.Abandon(launch.run(), 1));
        assertThat(system.view(launch.run()).state()).isEqualTo(RunState.QUEUED);
        busy.forgetWorkers();
        assertThat(busy.nextLaunch().attempt()).isEqualTo(2);
    }

    @Test
    void aWorkerThatOutlivedTheOrchestratorKeepsItsRun() {
        FakeNode node = FakeNode.start(system.vertx, "a").detached();
        WorkerCommand.Launch launch = system.running(node, "first");
        node.say(launch, new RunEvent.Metrics(2, 1, Map.of("loss/total", 0.5)));
        node.die();
        system.restart();
        assertThat(system.view(launch.run()).state()).isEqualTo(RunState.RUNNING);
        FakeNode back = FakeNode.startBusy(system.vertx, "a", launch).numbersFrom(launch, 3);
        Await.until("it is taken over", () -> system.json("/runs/" + launch.run() + "/logs")
                .encode()
                .contains("attempt 1 went on without the orchestrator and is at step 7"));
        back.say(launch, new RunEvent.Metrics(2, 2, Map.of("loss/total", 0.4)));
        back.say(launch, RunState.COMPLETED);
        RunView end = Await.result(system.orchestrator.finished(launch.run()));
        assertThat(end.record().attempt()).isEqualTo(1);
        assertThat(end.lastEvent()).isEqualTo(4);
        assertThat(back.hasNoCommand()).isTrue();
    }

    @Test
    void aStopThatWasAskedForBeforeARestartReachesTheWorkerAfterIt() {
        FakeNode node = FakeNode.start(system.vertx, "a").detached();
        WorkerCommand.Launch launch = system.running(node, "first");
        Await.result(system.orchestrator.stop(launch.run()));
        node.die();
        system.restart();
        FakeNode back = FakeNode.startBusy(system.vertx, "a", launch);
        assertThat(back.next(WorkerCommand.Stop.class)).isEqualTo(new WorkerCommand.Stop(launch.run(), 1));
    }

    @Test
    void aWorkerThatDoesNotComeBackAfterARestartMeansTheNextAttempt() {
        FakeNode node = FakeNode.start(system.vertx, "a").detached();
        WorkerCommand.Launch launch = system.running(node, "first");
        system.restart();
        FakeNode other = FakeNode.start(system.vertx, "b");
        assertThat(other.hasNoCommand()).isTrue();
        system.passTime(TestSystem.TIMING.adoption().plusSeconds(1));
        WorkerCommand.Launch again = other.nextLaunch();
        assertThat(again.run()).isEqualTo(launch.run());
        assertThat(again.attempt()).isEqualTo(2);
    }

    @Test
    void aNodeWhoseProcessWasStartedAgainHasLostItsRunAtOnce() {
        FakeNode node = FakeNode.start(system.vertx, "a");
        WorkerCommand.Launch launch = system.running(node, "first");
        node.startAgain();
        assertThat(node.nextLaunch().attempt()).isEqualTo(2);
        assertThat(system.json("/runs/" + launch.run() + "/logs").encode())
                .contains("node a was started again; attempt 2 is queued");
    }

    @Test
    void aWorkerThatGetsNothingDoneIsGivenUpAndItsNodeGetsNothingNew() {
        FakeNode node = FakeNode.start(system.vertx, "a");
        WorkerCommand.Launch launch = system.running(node, "first");
        node.idleFor(900_001);
        assertThat(node.next(WorkerCommand.Abandon.class)).isEqualTo(new WorkerCommand.Abandon(launch.run(), 1));
        assertThat(system.json("/nodes").encode()).contains("HUNG", "got nothing done for 900 s after step 7");
        assertThat(system.view(launch.run()).state()).isEqualTo(RunState.QUEUED);
        node.idleFor(0);
        node.forgetWorkers();
        assertThat(node.nextLaunch().attempt()).isEqualTo(2);
    }

    @Test
    void whatAWorkerRepeatsFromBeforeItsTimeIsStoredOnce() {
        FakeNode node = FakeNode.start(system.vertx, "a");
        WorkerCommand.Launch first = system.running(node, "first");
        node.say(first, new RunEvent.Metrics(2, 1, Map.of("loss/total", 0.5)));
        node.startAgain();
        WorkerCommand.Launch second = node.nextLaunch();
        RunEvent stored = new RunEvent(first.run(), 1, 2, 0, new RunEvent.Metrics(2, 1, Map.of("loss/total", 0.5)));
        RunEvent unheard = new RunEvent(first.run(), 1, 3, 0, new RunEvent.Metrics(2, 2, Map.of("loss/total", 0.4)));
        for (RunEvent event : List.of(stored, unheard, unheard)) {
            Await.result(node.repeat(second, event));
        }
        node.say(second, RunState.RUNNING);
        node.say(second, new RunEvent.Metrics(2, 3, Map.of("loss/total", 0.3)));
        String curve = system.json("/runs/" + first.run() + "/metrics").encode();
        assertThat(curve).contains("\"loss/total\":[[1,0.5],[2,0.4],[3,0.3]]");
        RunEvent late = new RunEvent(first.run(), 1, 4, 0, new RunEvent.Metrics(2, 3, Map.of("loss/total", 9.0)));
        assertThat(refusal(node.send(late)))
                .as("a worker that was given up learns it, and does not take its words for stored")
                .isEqualTo(Addresses.ATTEMPT_OVER);
        assertThat(system.view(first.run()).lastEvent()).isEqualTo(5);
    }

    @Test
    void aRunOnTwoNodesMeetsWhereItsFirstWorkerWaitsAndEndsForAllWhenOneIsLost() {
        FakeNode a = FakeNode.start(system.vertx, "a");
        FakeNode b = FakeNode.start(system.vertx, "b");
        RunSpec spec = system.spec("both");
        RunSpec both = new RunSpec(RunSpec.VERSION, "both", spec.data(), "demo", Map.of("devices", "2"));
        Await.result(system.orchestrator.submit(both));
        WorkerCommand.Launch first = a.nextLaunch();
        assertThat(first.group()).isEqualTo(new WorkerCommand.Group(0, 2, ""));
        WorkerCommand.Launch second = b.nextLaunch();
        assertThat(second.group()).isEqualTo(new WorkerCommand.Group(1, 2, "rendezvous-of-a"));
        a.say(first, RunState.RUNNING);
        b.startAgain();
        assertThat(a.next(WorkerCommand.Abandon.class)).isEqualTo(new WorkerCommand.Abandon(first.run(), 1));
        a.forgetWorkers();
        assertThat(a.nextLaunch().attempt()).isEqualTo(2);
        assertThat(b.nextLaunch().group().size()).isEqualTo(2);
    }

    @Test
    void aRunMayHaveItsOwnFolderAndGoOnThere() {
        FakeNode node = FakeNode.start(system.vertx, "a");
        Path out = folder.resolve("out");
        RunView view = Await.result(system.orchestrator.submit(system.spec("mine"), out, false));
        WorkerCommand.Launch launch = node.next(WorkerCommand.Launch.class);
        assertThat(launch.folder()).isEqualTo(out.toAbsolutePath().toString());
        node.say(launch, RunState.RUNNING);
        List<Long> seen = new CopyOnWriteArrayList<>();
        system.orchestrator.watch(view.id(), event -> seen.add(event.id()));
        node.say(launch, RunState.STOPPED);
        assertThat(seen).containsExactly(2L);

        assertThatThrownBy(() -> Await.result(system.orchestrator.submit(system.spec("mine"), out, false)))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("holds a run already");
        system.restart();
        FakeNode next = FakeNode.start(system.vertx, "a");
        RunView resumed = Await.result(system.orchestrator.submit(system.spec("mine"), out, true));
        assertThat(resumed.id()).isEqualTo(view.id());
        WorkerCommand.Launch again = next.next(WorkerCommand.Launch.class);
        assertThat(again.attempt()).isEqualTo(2);
        next.say(again, RunState.RUNNING);
        assertThat(system.view(view.id()).lastEvent()).isEqualTo(3);
    }

    @Test
    void aHomeBelongsToOneOrchestrator() {
        assertThatThrownBy(() -> Await.result(Orchestrator.deploy(
                        system.vertx, OrchestratorSettings.of(system.home), Clock.systemUTC(), new Random(1))))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("another orchestrator works with");
    }
}
