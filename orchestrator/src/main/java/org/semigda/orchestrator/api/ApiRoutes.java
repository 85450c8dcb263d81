package org.semigda.orchestrator.api;

import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.semigda.orchestrator.datasets.DataFolders;
import org.semigda.orchestrator.datasets.DataInspector;
import org.semigda.orchestrator.datasets.PictureSource;
import org.semigda.orchestrator.transfer.AttemptTokens;

/** Who answers which operation of the contract. */
public final class ApiRoutes {

    /** Where the router is to be mounted. */
    public static final String BASE = "/api/v1";

    /** Below this only workers come, with tokens of their own, which the routes look at themselves. */
    public static final String WORKERS = BASE + "/worker/";

    /**
     * What the routes are made of.
     *
     * @param inspector knows what is in data sets
     * @param predictor predicts images with the model of a run
     * @param numbers the process's numbers in Prometheus' text form
     * @param heartbeat how often an idle event stream says that it is there
     * @param uploadLimit of one archive, in bytes
     * @param attempts tells workers from others
     */
    public record Parts(
            Contract contract,
            RunService runs,
            ExperimentService experiments,
            DataFolders folders,
            PictureSource pictures,
            DataInspector inspector,
            ImagePredictor predictor,
            Supplier<String> numbers,
            Duration heartbeat,
            long uploadLimit,
            AttemptTokens attempts) {}

    private ApiRoutes() {}

    /** A router with paths relative to {@link #BASE}. */
    public static Router create(Vertx vertx, Parts parts) {
        RunLookup lookup = new RunLookup(parts.runs());
        RunRoutes runs = new RunRoutes(parts.runs(), lookup);
        RunFiles files = new RunFiles(vertx, lookup);
        RunNumbers numbers = new RunNumbers(vertx, lookup);
        EventStreams streams = new EventStreams(vertx, parts.runs(), lookup, parts.heartbeat());
        DatasetRoutes datasets =
                new DatasetRoutes(vertx, parts.folders(), parts.pictures(), parts.inspector(), parts.uploadLimit());
        ExperimentRoutes experiments = new ExperimentRoutes(parts.experiments());
        PredictionRoutes predictions = new PredictionRoutes(lookup, parts.predictor());
        WorkerRoutes workers = new WorkerRoutes(vertx, lookup, parts.attempts());
        SystemRoutes system = new SystemRoutes(parts.runs(), parts.contract(), parts.numbers());

        Map<String, Handler<RoutingContext>> handlers = new HashMap<>();
        handlers.put("submitRun", runs::submit);
        handlers.put("listRuns", runs::list);
        handlers.put("getRun", runs::show);
        handlers.put("deleteRun", runs::delete);
        handlers.put("cloneRun", runs::copy);
        for (RunCommand command : RunCommand.values()) {
            handlers.put(command.word() + "Run", request -> runs.command(request, command));
        }
        handlers.put("getMetrics", numbers::metrics);
        handlers.put("getTensorboard", numbers::tensorboard);
        handlers.put("streamRun", streams::run);
        handlers.put("streamRuns", streams::all);
        handlers.put("getLogs", files::logs);
        handlers.put("listSamples", files::samples);
        handlers.put("getSample", files::sample);
        handlers.put("listCheckpoints", files::checkpoints);
        handlers.put("getCheckpointFile", files::checkpointFile);
        handlers.put("getReport", files::report);
        handlers.put("predictImage", predictions::predict);
        handlers.put("submitExperiment", experiments::submit);
        handlers.put("listExperiments", experiments::list);
        handlers.put("getExperiment", experiments::show);
        handlers.put("getExperimentTable", experiments::table);
        handlers.put("getExperimentPlot", experiments::plot);
        handlers.put("listStudies", experiments::studies);
        handlers.put("listNodes", system::nodes);
        handlers.put("estimateRun", runs::estimate);
        handlers.put("inspectDataset", datasets::inspect);
        handlers.put("makePhantoms", datasets::phantoms);
        handlers.put("listDatasets", datasets::list);
        handlers.put("registerDataset", datasets::register);
        handlers.put("uploadDataset", datasets::upload);
        handlers.put("getDatasetSample", datasets::sample);
        handlers.put("workerFiles", workers::files);
        handlers.put("workerContent", workers::content);
        handlers.put("workerPart", workers::part);
        handlers.put("sendPart", workers::append);
        handlers.put("commitResults", workers::commit);
        handlers.put("listPresets", system::presets);
        handlers.put("listSettings", system::settings);
        handlers.put("scrape", system::scrape);
        handlers.put("live", system::live);
        handlers.put("ready", system::ready);
        handlers.put("contract", system::contract);
        handlers.put("docs", system::docs);
        return new ContractRouter(vertx, parts.contract(), handlers).create();
    }
}
