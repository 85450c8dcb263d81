package org.semigda.cli.experiment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.semigda.cli.runs.ApiClient;
import org.semigda.cli.serve.Semigda;
import org.semigda.cli.serve.SemigdaSettings;
import org.semigda.orchestrator.experiment.ExperimentPlot;
import org.semigda.orchestrator.experiment.ExperimentView;
import org.semigda.orchestrator.experiment.TableText;
import org.semigda.protocol.ExperimentSpec;
import org.semigda.protocol.Wire;

/** Where an experiment is run: in this process, or by a server. */
interface ExperimentDoor extends AutoCloseable {

    /** Asks for an experiment and gives it as the HTTP API shows it. */
    JsonNode submit(ExperimentSpec spec) throws IOException, InterruptedException;

    /** The experiment as it is now. */
    JsonNode show(String id) throws IOException, InterruptedException;

    /** @param format csv or markdown */
    String table(String id, String format) throws IOException, InterruptedException;

    /** As SVG. */
    String plot(String id) throws IOException, InterruptedException;

    /** The page of this process; empty where another has it. */
    Optional<URI> page();

    @Override
    void close();

    /** All roles in this process, on a home of its own user; closing it ends them, and runs that go on are cut off. */
    static ExperimentDoor inProcess(Path home) {
        SemigdaSettings roles = SemigdaSettings.ofOneProcess(home, home)
                .withServer(Optional.of(new SemigdaSettings.Server(Optional.empty())));
        Semigda system = Semigda.start(roles);
        return new ExperimentDoor() {
            @Override
            public JsonNode submit(ExperimentSpec spec) throws IOException {
                return json(system.submit(spec));
            }

            @Override
            public JsonNode show(String id) throws IOException {
                return json(system.experiment(id));
            }

            @Override
            public String table(String id, String format) {
                var table = system.experiment(id).table();
                return format.equals("csv") ? TableText.csv(table) : TableText.markdown(table);
            }

            @Override
            public String plot(String id) {
                ExperimentView view = system.experiment(id);
                return ExperimentPlot.svg(view.record().spec(), view.table());
            }

            @Override
            public Optional<URI> page() {
                return system.address();
            }

            @Override
            public void close() {
                system.close();
            }
        };
    }

    private static JsonNode json(ExperimentView view) throws IOException {
        return new ObjectMapper().readTree(view.toFullJson().encode());
    }

    /** A server that goes on by itself. */
    static ExperimentDoor server(ApiClient api) {
        return new ExperimentDoor() {
            @Override
            public JsonNode submit(ExperimentSpec spec) throws IOException, InterruptedException {
                return api.post("/experiments", Wire.write(spec), Map.of());
            }

            @Override
            public JsonNode show(String id) throws IOException, InterruptedException {
                return api.get("/experiments/" + id);
            }

            @Override
            public String table(String id, String format) throws IOException, InterruptedException {
                return api.text("/experiments/" + id + "/table?format=" + format);
            }

            @Override
            public String plot(String id) throws IOException, InterruptedException {
                return api.text("/experiments/" + id + "/plot");
            }

            @Override
            public Optional<URI> page() {
                return Optional.empty();
            }

            @Override
            public void close() {}
        };
    }
}
