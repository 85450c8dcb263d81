package org.semigda.orchestrator.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.openapi.contract.OpenAPIContract;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * The description of the HTTP API, which the routes and the checks of requests are made of.
 *
 * @param yaml the document as it is served
 * @param json the same, read
 * @param routes the same, with all references resolved
 */
public record Contract(String yaml, JsonObject json, OpenAPIContract routes) {

    /** Reads and checks the document. */
    public static Future<Contract> load(Vertx vertx) {
        return vertx.executeBlocking(Contract::read).compose(yaml -> {
            JsonObject json = parse(yaml);
            return OpenAPIContract.from(vertx, checkable(json)).map(routes -> new Contract(yaml, json, routes));
        });
    }

    /**
     * The part that requests are checked against. The library knows no address without a host and few types of answers,
     * neither of which that check needs.
     */
    private static JsonObject checkable(JsonObject contract) {
        JsonObject part = contract.copy();
        part.remove("servers");
        for (Map.Entry<String, Object> path : part.getJsonObject("paths")) {
            for (Map.Entry<String, Object> method : (JsonObject) path.getValue()) {
                if (method.getValue() instanceof JsonObject operation) {
                    JsonObject any = new JsonObject().put("description", "see the whole contract");
                    operation.put("responses", new JsonObject().put("default", any));
                }
            }
        }
        part.getJsonObject("components").remove("responses");
        return part;
    }

    private static String read() throws IOException {
        try (InputStream in = Contract.class.getResourceAsStream("openapi.yaml")) {
            if (in == null) {
                throw new IOException("openapi.yaml is missing in this build");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static JsonObject parse(String yaml) {
        try {
            JsonNode tree = new YAMLMapper().readTree(yaml);
            return new JsonObject(tree.toString());
        } catch (IOException e) {
            throw new UncheckedIOException("openapi.yaml cannot be read", e);
        }
    }
}
