package dev.tributary.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tributary.definition.contract.Fields;
import dev.tributary.definition.resolved.ColumnTypes;
import dev.tributary.http.Endpoint.Access;
import dev.tributary.http.Endpoint.Parameter;
import io.helidon.http.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/** The contract in OpenAPI 3.1, out of the endpoints, and out of the Avro contract of the view. */
final class OpenApi {

    private static final JsonMapper JSON = new JsonMapper();

    private OpenApi() {}

    /**
     * The document.
     *
     * @param names of what the view has
     * @param contract of the view's records
     * @param secured whether requests need a token
     */
    static byte[] document(List<Endpoint> endpoints, ResourceNames names, Schema contract, boolean secured) {
        ObjectNode document = JSON.createObjectNode().put("openapi", "3.1.0");
        document.putObject("info")
                .put("title", "Tributary")
                .put("version", "1")
                .put(
                        "description",
                        "The " + names.rows() + ", each with its " + names.ownersInWords()
                                + ", as of now. Every answer with rows carries a position; one that"
                                + " is sent back makes the next answer, of any instance, at least as fresh. HEAD is answered"
                                + " like GET, without a body; OPTIONS says which methods are allowed. A slash at the end of a"
                                + " path changes nothing.");
        ObjectNode paths = document.putObject("paths");
        endpoints.stream()
                .filter(endpoint -> !endpoint.access().isInternal())
                .forEach(endpoint -> paths.putObject(endpoint.path()).set("get", operation(endpoint, secured)));
        ObjectNode components = document.putObject("components");
        ObjectNode schemas = components.putObject("schemas");
        schemas.set(names.schema(), record(contract));
        schemas.set("Page", read("""
                {"type":"object","required":["%1$s","next"],"properties":{
                  "%1$s":{"type":"array","items":{"$ref":"#/components/schemas/%2$s"}},
                  "next":{"type":["string","null"],"description":"Path and query of the next page; null if there is none. Behind a last page that is full there is an empty one."}}}""".formatted(names.rows(), names.schema())));
        schemas.set("Events", read("""
                {"type":"string","description":"Server-sent events. %s: a row, %s; removed: %s; live: {}."}""".formatted(
                        names.row(), names.schema(), names.exampleOfRemoved().replace("\"", "\\\""))));
        schemas.set("Health", read("""
                {"type":"object","required":["status","tiers"],"properties":{
                  "status":{"type":"string","const":"ok"},
                  "tiers":{"type":"object","additionalProperties":{"type":"string"}}}}"""));
        schemas.set("Topologies", read("""
                {"type":"object","additionalProperties":{"type":"string"}}"""));
        schemas.set("Instances", read("""
                {"type":"object","required":["instances"],"properties":{"instances":{"type":"array","items":{
                  "type":"object","required":["address"],"properties":{
                    "address":{"type":"string"},"started_at":{"type":"string","format":"date-time"},
                    "error":{"type":"string","description":"Why nothing else is known of it."},
                    "view":{"type":"string"},
                    "definition":{"type":"string","description":"A fingerprint of the view's definition and contract: the same in all instances that run the same one."},
                    "topic":{"type":"string","description":"Of the results."},
                    "contract_id":{"type":"integer","description":"Of the schema that results are written with, at the schema registry. Only of an instance that runs the join."},
                    "columns":{"type":"object","description":"Which column of a table each field of a row is; for the position of a table in the log (…_lsn), the table, and by what it is joined.","additionalProperties":{"type":"string"}},
                    "rows_to_rewrite":{"type":["integer","null"],"description":"Results that another definition of the view wrote, and that are still to be written anew; null as long as it is not known."},
                    "memory":{"type":"object","properties":{"heap_bytes":{"type":"integer"},"heap_max_bytes":{"type":"integer"},
                      "rocksdb_bytes":{"type":"integer","description":"Blocks, indexes and write buffers of all databases."}}},
                    "fan_out":{"type":"object","description":"Changed rows of joined tables (`users`) that have not reached all results that have them (`orders_remaining`), in the partitions of this instance.","properties":{
                      "users":{"type":"integer"},"orders_remaining":{"type":"integer"},"oldest_ms":{"type":"integer"}}},
                    "dead_letters":{"type":"integer","description":"Records that this process has put to the dead letters since its start."},
                    "tiers":{"type":"array","items":{"type":"object","properties":{
                      "name":{"type":"string"},"state":{"type":"string"},
                      "lag":{"type":"integer","description":"Records that the tier has not read yet."},
                      "tasks":{"type":"array","items":{"type":"string"}}}}},
                    "partitions":{"type":"array","items":{"type":"object","properties":{
                      "partition":{"type":"integer"},"role":{"enum":["active","stale","standby","restoring"]},
                      "offset":{"type":"integer"},"lag":{"type":["integer","null"]}}}}}}}}}"""));
        schemas.set("Problem", read("""
                {"type":"object","required":["type","title","status","detail"],"properties":{
                  "type":{"type":"string","format":"uri"},"title":{"type":"string"},"status":{"type":"integer"},
                  "detail":{"type":"string"},"instance":{"type":"string"}}}"""));
        if (secured) {
            components
                    .putObject("securitySchemes")
                    .putObject("token")
                    .put("type", "http")
                    .put("scheme", "bearer");
        }
        try {
            return JSON.writeValueAsBytes(document);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static ObjectNode operation(Endpoint endpoint, boolean secured) {
        ObjectNode operation =
                JSON.createObjectNode().put("operationId", endpoint.operation()).put("summary", endpoint.summary());
        ArrayNode parameters = operation.putArray("parameters");
        endpoint.parameters().forEach(parameter -> parameters.add(parameter(parameter)));
        ObjectNode responses = operation.putObject("responses");
        ObjectNode ok = responses.putObject("200").put("description", endpoint.summary());
        if (endpoint.parameters().contains(Requests.AT_LEAST)) {
            ok.putObject("headers")
                    .putObject("Tributary-Position")
                    .put("description", "What the answer reflects at least.")
                    .putObject("schema")
                    .put("type", "string");
        }
        ObjectNode content = ok.putObject("content");
        endpoint.answers()
                .forEach((type, schema) ->
                        content.putObject(type).putObject("schema").put("$ref", "#/components/schemas/" + schema));
        endpoint.failures().stream()
                .filter(status -> secured || status != Status.UNAUTHORIZED_401.code())
                .forEach(status -> responses.set(String.valueOf(status), problem(status)));
        if (secured && endpoint.access() != Access.OPEN) {
            operation.putArray("security").addObject().putArray("token");
        }
        return operation;
    }

    private static ObjectNode parameter(Parameter parameter) {
        ObjectNode node = JSON.createObjectNode()
                .put("name", parameter.name())
                .put("in", parameter.in().name().toLowerCase(Locale.ROOT))
                .put("description", parameter.description());
        if (parameter.in() == Endpoint.In.PATH) {
            node.put("required", true);
        }
        node.set("schema", read(parameter.schema()));
        return node;
    }

    private static ObjectNode problem(int status) {
        ObjectNode response =
                JSON.createObjectNode().put("description", Status.create(status).reasonPhrase());
        response.putObject("content")
                .putObject(Problem.MEDIA_TYPE)
                .putObject("schema")
                .put("$ref", "#/components/schemas/Problem");
        return response;
    }

    /** The JSON schema of what {@link ResultJson} makes of a record. */
    private static ObjectNode record(Schema avro) {
        ObjectNode schema = JSON.createObjectNode().put("type", "object");
        ArrayNode required = schema.putArray("required");
        ObjectNode properties = schema.putObject("properties");
        for (Schema.Field field : avro.getFields()) {
            required.add(field.name());
            ObjectNode property = type(field.schema());
            if (field.doc() != null) {
                property.put("description", field.doc());
            }
            properties.set(field.name(), property);
        }
        return schema;
    }

    private static ObjectNode type(Schema avro) {
        Schema type = Fields.withoutNull(avro);
        ObjectNode schema = JSON.createObjectNode();
        if (type.getType() == Schema.Type.RECORD) {
            ArrayNode either = schema.putArray("oneOf");
            either.add(record(type));
            either.addObject().put("type", "null");
            return schema;
        }
        @Nullable String postgres = type.getProp(ColumnTypes.POSTGRES_TYPE);
        if ("json".equals(postgres) || "jsonb".equals(postgres)) {
            return schema; // Any value.
        }
        List<String> names = new ArrayList<>(names(type, postgres));
        if (avro.isUnion()) {
            names.add("null");
        }
        if (names.size() == 1) {
            schema.put("type", names.getFirst());
        } else {
            names.forEach(schema.withArray("type")::add);
        }
        if (names.getFirst().equals("integer")) {
            schema.put("format", type.getType() == Schema.Type.INT ? "int32" : "int64");
        }
        if (LogicalTypes.uuid().equals(type.getLogicalType())) {
            schema.put("format", "uuid");
        }
        if (type.getType() == Schema.Type.ARRAY) {
            schema.set("items", type(type.getElementType()));
        }
        return schema;
    }

    /** The types that a value has in JSON. */
    private static List<String> names(Schema type, @Nullable String postgres) {
        if (type.getLogicalType() != null) {
            return List.of("string");
        }
        if (postgres != null) {
            return switch (postgres) {
                case "numeric" -> List.of("number", "string");
                case "hstore" -> List.of("object");
                default -> List.of("string");
            };
        }
        return switch (type.getType()) {
            case INT, LONG -> List.of("integer");
            case FLOAT, DOUBLE -> List.of("number", "string");
            case BOOLEAN -> List.of("boolean");
            case ARRAY -> List.of("array");
            default -> List.of("string");
        };
    }

    private static JsonNode read(String json) {
        try {
            return JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a schema of the contract is no JSON: " + json, e);
        }
    }
}
