package dev.tributary.avro;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.NameValidator;
import org.apache.avro.Schema;

/**
 * Confluent's REST API, version 1, without a cache. Statuses and error codes are those of Confluent's
 * {@code io.confluent.kafka.schemaregistry.rest.exceptions.Errors}; the registries that imitate it send the same.
 */
final class HttpSchemaRegistry implements SchemaRegistry {

    private static final JsonMapper JSON = new JsonMapper();
    private static final int SUBJECT_NOT_FOUND = 40401;
    private static final int SCHEMA_NOT_FOUND = 40403;
    private static final int LONGEST_QUOTE = 500;

    private final RegistrySettings settings;
    private final RegistryHttp http;

    HttpSchemaRegistry(RegistrySettings settings) {
        this.settings = settings;
        this.http = new RegistryHttp(settings);
    }

    @Override
    public Schema schemaById(int id) {
        RegistryHttp.Answer answer = http.get("/schemas/ids/" + id);
        if (isUnknown(answer)) {
            throw new UnknownSchemaException(
                    "%s has no schema with id %d; was it written against another registry?".formatted(answer.url(), id),
                    null);
        }
        return schemaIn(answer, bodyOf(answer));
    }

    @Override
    public int register(String subject, Schema schema) {
        RegistryHttp.Answer answer = http.post(subjectPath(subject) + "/versions" + query(), requestBody(schema));
        if (answer.status() == 409 || answer.status() == 422) {
            throw new SchemaIncompatibleException(
                    "%s refused to register schema %s under subject %s (%d): %s; evolve it compatibly, or change the subject's compatibility level"
                            .formatted(answer.url(), schema.getFullName(), subject, answer.status(), quote(answer)),
                    null);
        }
        return intIn(answer, bodyOf(answer), "id");
    }

    @Override
    public int idOf(String subject, Schema schema) {
        RegistryHttp.Answer answer = http.post(subjectPath(subject) + query(), requestBody(schema));
        if (isUnknown(answer)) {
            throw new UnknownSchemaException(
                    "%s does not have schema %s under subject %s; register it, or set %s=true"
                            .formatted(answer.url(), schema.getFullName(), subject, AvroSerdeConfig.AUTO_REGISTER),
                    null);
        }
        return intIn(answer, bodyOf(answer), "id");
    }

    @Override
    public RegisteredSchema latest(String subject) {
        RegistryHttp.Answer answer = http.get(subjectPath(subject) + "/versions/latest");
        if (isUnknown(answer)) {
            throw new UnknownSchemaException(
                    "%s has no subject %s; register a schema under it first".formatted(answer.url(), subject), null);
        }
        JsonNode body = bodyOf(answer);
        return new RegisteredSchema(
                subject, intIn(answer, body, "version"), intIn(answer, body, "id"), schemaIn(answer, body));
    }

    @Override
    public void close() {
        http.close();
    }

    private static String subjectPath(String subject) {
        return "/subjects/" + URLEncoder.encode(subject, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private String query() {
        return settings.normalize() ? "?normalize=true" : "";
    }

    private static String requestBody(Schema schema) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("schema", schema.toString())
                .toString();
    }

    /** A 404 of the registry about what was asked, not of a proxy or a wrong path. */
    private static boolean isUnknown(RegistryHttp.Answer answer) {
        if (answer.status() != 404) {
            return false;
        }
        int code = parse(answer).path("error_code").asInt();
        return code >= SUBJECT_NOT_FOUND && code <= SCHEMA_NOT_FOUND;
    }

    private JsonNode bodyOf(RegistryHttp.Answer answer) {
        if (answer.status() == 200) {
            return parse(answer);
        }
        throw new SchemaRegistryException(
                "%s answered %d (%s); %s".formatted(answer.url(), answer.status(), quote(answer), advice(answer)),
                null);
    }

    private String advice(RegistryHttp.Answer answer) {
        return switch (answer.status()) {
            case 401 ->
                settings.sendsCredentials()
                        ? "the credentials are wrong: check %s, %s or %s"
                                .formatted(
                                        AvroSerdeConfig.BASIC_AUTH_USER_INFO,
                                        AvroSerdeConfig.BEARER_AUTH_TOKEN,
                                        AvroSerdeConfig.URL)
                        : "no credentials were sent: set %s=USER_INFO with %s, or %s"
                                .formatted(
                                        AvroSerdeConfig.BASIC_AUTH_SOURCE,
                                        AvroSerdeConfig.BASIC_AUTH_USER_INFO,
                                        AvroSerdeConfig.BEARER_AUTH_TOKEN);
            case 403 ->
                "the user behind %s or %s has no right to do this"
                        .formatted(AvroSerdeConfig.BASIC_AUTH_USER_INFO, AvroSerdeConfig.BEARER_AUTH_TOKEN);
            default -> "check that %s is the base of the registry's API".formatted(AvroSerdeConfig.URL);
        };
    }

    private static Schema schemaIn(RegistryHttp.Answer answer, JsonNode body) {
        String type = body.path("schemaType").asText("AVRO");
        if (!type.equals("AVRO")) {
            throw new SchemaIncompatibleException(
                    "%s is a schema of type %s, not AVRO".formatted(answer.url(), type), null);
        }
        if (!body.path("references").isEmpty()) {
            throw new SchemaIncompatibleException(
                    answer.url() + " is a schema with references, which this client does not resolve", null);
        }
        JsonNode text = body.path("schema");
        if (!text.isTextual()) {
            throw notTheApi(answer, "schema");
        }
        try {
            // As lenient as whoever registered it: its names and defaults are no concern of a reader.
            return new Schema.Parser(NameValidator.NO_VALIDATION)
                    .setValidateDefaults(false)
                    .parse(text.asText());
        } catch (AvroRuntimeException e) {
            throw new SchemaIncompatibleException(
                    "%s is not an Avro schema: %s".formatted(answer.url(), e.getMessage()), e);
        }
    }

    private static int intIn(RegistryHttp.Answer answer, JsonNode body, String field) {
        JsonNode value = body.path(field);
        if (!value.canConvertToInt() || !value.isIntegralNumber()) {
            throw notTheApi(answer, field);
        }
        return value.intValue();
    }

    private static SchemaRegistryException notTheApi(RegistryHttp.Answer answer, String missing) {
        return new SchemaRegistryException(
                "%s answered %d without a usable \"%s\": is %s the base of a schema registry's API?"
                        .formatted(answer.url(), answer.status(), missing, AvroSerdeConfig.URL),
                null);
    }

    private static JsonNode parse(RegistryHttp.Answer answer) {
        try {
            return JSON.readTree(answer.body());
        } catch (JsonProcessingException e) {
            return JsonNodeFactory.instance.missingNode();
        }
    }

    /** The registry's own words, shortened; a body that is not an error of its API is not repeated. */
    private static String quote(RegistryHttp.Answer answer) {
        String message = parse(answer).path("message").asText("no explanation");
        return message.length() <= LONGEST_QUOTE ? message : message.substring(0, LONGEST_QUOTE) + "…";
    }
}
