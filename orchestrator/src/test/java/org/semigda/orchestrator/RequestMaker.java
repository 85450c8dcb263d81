package org.semigda.orchestrator;

import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.semigda.protocol.Transfer;

/** Makes requests from a contract: most of them right, the others wrong in one or several ways. */
final class RequestMaker {

    private static final List<String> NASTY = List.of(
            "",
            "../../../etc/passwd",
            "..%2f..%2fetc%2fpasswd",
            "%00",
            "\u0000",
            "' OR 1=1 --",
            "<script>alert(1)</script>",
            "${jndi:ldap://x}",
            "-1",
            "1e400",
            "9999999999999999999999",
            "NaN",
            "true",
            "null",
            "[]",
            "{}",
            "\"",
            "%",
            "%zz",
            "ä€😀",
            "a".repeat(3000));
    /** What lies in the run's data folder and is sent as a part too. */
    static final byte[] PART = "picture".getBytes(StandardCharsets.UTF_8);

    private static final List<String> METHODS = List.of("get", "post", "put", "delete");

    private final JsonObject contract;
    private final Random random;
    private final TestSystem system;
    private final Map<String, List<String>> known = new HashMap<>();
    private final List<Operation> operations = new ArrayList<>();

    private record Operation(String id, String path, String method, JsonArray parameters, JsonObject body) {}

    /** A request as bytes. */
    record Made(String operation, String line, byte[] bytes, boolean stream) {}

    RequestMaker(JsonObject contract, Random random, TestSystem system) {
        this.contract = contract;
        this.random = random;
        this.system = system;
        for (Map.Entry<String, Object> path : contract.getJsonObject("paths")) {
            JsonObject item = (JsonObject) path.getValue();
            for (String method : METHODS) {
                JsonObject operation = item.getJsonObject(method);
                if (operation != null) {
                    JsonArray parameters = new JsonArray()
                            .addAll(item.getJsonArray("parameters", new JsonArray()))
                            .addAll(operation.getJsonArray("parameters", new JsonArray()));
                    operations.add(new Operation(
                            operation.getString("operationId"),
                            path.getKey(),
                            method,
                            parameters,
                            operation.getJsonObject("requestBody", new JsonObject())));
                }
            }
        }
        know("file", "1.png");
        know("file", "model.safetensors");
        know("name", "best");
        know("n", "0");
        know("experiment", system.experiment());
        for (Object set : system.json("/datasets").getJsonArray("datasets")) {
            know("dataset", ((JsonObject) set).getString("id"));
        }
    }

    Set<String> operations() {
        Set<String> ids = new TreeSet<>();
        operations.forEach(operation -> ids.add(operation.id()));
        return ids;
    }

    void know(String parameter, String value) {
        known.computeIfAbsent(parameter, p -> new ArrayList<>()).add(value);
    }

    private List<String> knownOf(String parameter) {
        return known.getOrDefault(parameter, List.of());
    }

    private boolean chance(double share) {
        return random.nextDouble() < share;
    }

    private <T> T any(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }

    Made next() {
        Operation operation = any(operations);
        boolean right = chance(0.5);
        if (!right && chance(0.03)) {
            return garbage(operation);
        }
        if (operation.id().equals("deleteRun") || chance(0.02)) { // something to delete, and runs in other states
            String id = system.submit("fuzz").value();
            system.post("/runs/" + id + "/stop", "");
            know("id", id);
            if (operation.id().equals("deleteRun")) {
                return made(operation, "/runs/" + id, "", Map.of(), new byte[0], "");
            }
        }
        StringBuilder query = new StringBuilder();
        Map<String, String> headers = new LinkedHashMap<>();
        String path = operation.path();
        for (Object each : operation.parameters()) {
            JsonObject parameter = resolve((JsonObject) each);
            String name = parameter.getString("name");
            String value = right || chance(0.6) ? rightValue(operation, parameter) : any(NASTY);
            switch (parameter.getString("in")) {
                case "path" -> path = path.replace("{" + name + "}", encode(value));
                case "query" -> {
                    if (chance(parameter.getBoolean("required", false) ? 0.97 : 0.4)) {
                        query.append(query.isEmpty() ? '?' : '&')
                                .append(name)
                                .append('=')
                                .append(encode(value));
                    }
                }
                default -> {
                    if (chance(name.equals(Transfer.HEADER) ? 0.97 : 0.3)) {
                        headers.put(name, value.replaceAll("[^ -~]", "?"));
                    }
                }
            }
        }
        if (!right && chance(0.1)) {
            query.append(query.isEmpty() ? '?' : '&')
                    .append(any(List.of("x=1", "limt=3", "=", "&&", "a[]=1", "%ff=%fe")));
        }
        byte[] body = body(operation, right);
        String type =
                switch (operation.id()) {
                    case "uploadDataset" -> "application/zip";
                    case "predictImage" -> "image/png";
                    default -> "application/json";
                };
        if (body.length > 0) {
            headers.put("Content-Type", right || chance(0.9) ? type : "text/html");
        }
        String method = right || chance(0.95) ? "" : any(List.of("PATCH", "OPTIONS", "HEAD", "TRACE", "FOO", "DELETE"));
        return made(operation, path, query.toString(), headers, body, method);
    }

    private Made made(
            Operation operation, String path, String query, Map<String, String> headers, byte[] body, String method) {
        String verb = method.isEmpty() ? operation.method().toUpperCase(Locale.ROOT) : method;
        boolean known = method.isEmpty();
        String line = verb + " /api/v1" + path + query + " HTTP/1.1";
        StringBuilder head = new StringBuilder(line).append("\r\nHost: 127.0.0.1\r\nConnection: close\r\n");
        headers.forEach(
                (name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
        if (body.length > 0 || verb.equals("POST") || verb.equals("PUT")) {
            head.append("Content-Length: ").append(body.length).append("\r\n");
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
        bytes.writeBytes(body);
        return new Made(
                known ? operation.id() : "other",
                line + " " + new String(body, 0, Math.min(300, body.length), StandardCharsets.UTF_8),
                bytes.toByteArray(),
                operation.id().startsWith("stream"));
    }

    /** Not quite HTTP. */
    private Made garbage(Operation operation) {
        String text = any(List.of(
                "GET  /api/v1/runs HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
                "GET /api/v1/runs HTTP/1.0\r\nHost: x\r\nConnection: close\r\n\r\n",
                "GET /api/v1/runs\r\nHost: x\r\nConnection: close\r\n\r\n",
                "POST /api/v1/runs HTTP/1.1\r\nHost: x\r\nContent-Length: abc\r\nConnection: close\r\n\r\n",
                "GET /api/v1/%%% HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
                "GET /api/v1/runs?limit=%f HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"));
        return new Made("other", operation.id() + " as " + text, text.getBytes(StandardCharsets.ISO_8859_1), false);
    }

    private static String encode(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private JsonObject resolve(JsonObject schema) {
        String reference = schema.getString("$ref");
        if (reference == null) {
            return schema;
        }
        JsonObject at = contract;
        for (String part : reference.substring(2).split("/")) {
            at = at.getJsonObject(part);
        }
        return at;
    }

    private String rightValue(Operation operation, JsonObject parameter) {
        String name = parameter.getString("name");
        boolean path = parameter.getString("in").equals("path");
        if (path && operation.path().startsWith("/datasets")) {
            return switch (name) {
                case "id" -> any(knownOf("dataset"));
                case "name" -> "set-" + random.nextInt(1_000_000);
                default -> Integer.toString(random.nextInt(3));
            };
        }
        if (path && operation.id().equals("stopRun")) {
            return system.submit("fuzz").value(); // one that is not stopped yet
        }
        if (path && operation.path().startsWith("/experiments")) {
            return any(knownOf("experiment"));
        }
        if (path
                && (operation.path().startsWith("/worker/")
                        || Set.of("pauseRun", "continueRun", "checkpointRun").contains(operation.id()))
                && name.equals("id")) {
            return any(knownOf("live")); // the only one that can be asked for these
        }
        if (path
                && name.equals("id")
                && Set.of("getSample", "getCheckpointFile", "getReport", "predictImage")
                        .contains(operation.id())) {
            return any(knownOf("complete")); // the only one that has files
        }
        if (path) {
            return any(knownOf(name));
        }
        return switch (name) {
            case Transfer.HEADER -> any(knownOf(name));
            case "from" -> operation.id().equals("sendPart") ? "0" : Integer.toString(random.nextInt(5));
            case "size" -> Integer.toString(PART.length);
            case "names" -> any(List.of("loss/total", "lr,loss/total"));
            case "state" -> any(List.of("RUNNING", "COMPLETED,FAILED"));
            case "Idempotency-Key" -> "key " + random.nextInt(50);
            case "Range" -> "bytes=0-3";
            case "Last-Event-ID", "after" -> Integer.toString(random.nextInt(5));
            case "cursor" -> "";
            default -> {
                JsonObject schema = parameter.getJsonObject("schema");
                if (schema.containsKey("enum")) {
                    yield String.valueOf(any(schema.getJsonArray("enum").getList()));
                }
                yield schema.getString("type").equals("integer")
                        ? Long.toString(schema.getLong("minimum", 0L) + random.nextInt(5))
                        : "text";
            }
        };
    }

    private byte[] body(Operation operation, boolean right) {
        if (operation.id().equals("sendPart")) {
            return right ? PART : any(NASTY).getBytes(StandardCharsets.UTF_8);
        }
        if (operation.id().equals("commitResults") && right) {
            return "{\"places\":[],\"files\":{},\"removed\":[\"checkpoints/step-1\"]}".getBytes(StandardCharsets.UTF_8);
        }
        if (operation.id().equals("uploadDataset")) {
            return right ? Archives.small() : any(List.of(new byte[0], "no zip".getBytes(StandardCharsets.UTF_8)));
        }
        if (operation.id().equals("predictImage")) {
            return (right ? "picture" : any(NASTY)).getBytes(StandardCharsets.UTF_8);
        }
        if (operation.body().isEmpty()) {
            return new byte[0];
        }
        if (!right && chance(0.15)) {
            return any(List.of("", "{", "[]", "null", "\"x\"", "{\"a\":1}", "[".repeat(5000), "\u0000", "{\"a\":NaN}"))
                    .getBytes(StandardCharsets.UTF_8);
        }
        JsonObject content = operation.body().getJsonObject("content").getJsonObject("application/json");
        Object document = value(content.getJsonObject("schema"), right, "");
        return Json.encode(document).getBytes(StandardCharsets.UTF_8);
    }

    /** A value of a schema; a wrong one may be anything anywhere. */
    private Object value(JsonObject reference, boolean right, String name) {
        JsonObject schema = resolve(reference);
        if (!right && chance(0.08)) {
            return any(List.of(3, "x", true, new JsonArray(), new JsonObject(), -1e300, any(NASTY)));
        }
        switch (name) {
            case "data", "path" -> {
                return right || chance(0.5) ? system.data.toString() : any(NASTY);
            }
            case "preset" -> {
                return right || chance(0.5) ? "demo" : any(NASTY);
            }
            case "settings" -> {
                return right || chance(0.5)
                        ? new JsonObject().put("seed", random.nextInt(100))
                        : new JsonObject().put(any(NASTY), any(NASTY)).put("seeds", 3);
            }
            case "seeds" -> {
                return new JsonArray().add(right ? random.nextInt(5) : any(List.of(-1, "x", 1.5, 2)));
            }
            case "rows" -> {
                return right || chance(0.5)
                        ? new JsonArray().add(new JsonObject().put("name", "row"))
                        : new JsonArray().add(any(NASTY));
            }
            case "grid" -> {
                JsonObject factor = new JsonObject()
                        .put("setting", right ? "method" : any(NASTY))
                        .put("values", new JsonArray().add("semigda").add("supervised"));
                return new JsonArray().add(factor);
            }
            case "name" -> {
                return "name" + random.nextInt(1_000_000);
            }
            default -> {
                // By the schema.
            }
        }
        if (schema.containsKey("enum")) {
            return any(schema.getJsonArray("enum").getList());
        }
        return switch (String.valueOf(schema.getValue("type"))) {
            case "object" -> object(schema, right);
            case "array" -> new JsonArray().add("cpu");
            case "integer" -> right ? schema.getInteger("minimum", 0) + random.nextInt(10) : random.nextInt();
            default -> right ? "text" : any(NASTY);
        };
    }

    private JsonObject object(JsonObject schema, boolean right) {
        JsonObject object = new JsonObject();
        JsonArray required = schema.getJsonArray("required", new JsonArray());
        for (Map.Entry<String, Object> property : schema.getJsonObject("properties", new JsonObject())) {
            boolean present = right ? required.contains(property.getKey()) || chance(0.3) : chance(0.8);
            if (present || right && property.getKey().equals("rows")) {
                object.put(property.getKey(), value((JsonObject) property.getValue(), right, property.getKey()));
            }
        }
        if (!right && chance(0.2)) {
            object.put(any(List.of("nmae", "x", "", "__proto__")), 1);
        }
        return object;
    }
}
