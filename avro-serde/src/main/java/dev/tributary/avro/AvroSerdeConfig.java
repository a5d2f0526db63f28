package dev.tributary.avro;

import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Range;
import org.apache.kafka.common.config.ConfigDef.ValidString;

/**
 * The keys of serializer, deserializer and registry client, named and defaulted as Confluent's clients do
 * ({@code SchemaRegistryClientConfig} and {@code AbstractKafkaSchemaSerDeConfig} of schema-registry 8), so that an
 * existing configuration carries over.
 *
 * <p>A client passes its whole configuration, so unknown keys are ignored. Every key of
 * {@link org.apache.kafka.common.config.SslConfigs} is also one here, with {@code schema.registry.} before it.
 */
public final class AvroSerdeConfig extends AbstractConfig {

    /** Before the keys of Kafka's own TLS settings. */
    public static final String NAMESPACE = "schema.registry.";

    public static final String URL = "schema.registry.url";
    public static final String AUTO_REGISTER = "auto.register.schemas";
    public static final String USE_LATEST_VERSION = "use.latest.version";
    public static final String USE_SCHEMA_ID = "use.schema.id";
    public static final String NORMALIZE = "normalize.schemas";
    public static final String BASIC_AUTH_SOURCE = "basic.auth.credentials.source";
    public static final String BASIC_AUTH_USER_INFO = "basic.auth.user.info";
    public static final String DEPRECATED_BASIC_AUTH_USER_INFO = "schema.registry.basic.auth.user.info";
    public static final String BEARER_AUTH_SOURCE = "bearer.auth.credentials.source";
    public static final String BEARER_AUTH_TOKEN = "bearer.auth.token";
    public static final String MAX_RETRIES = "max.retries";
    public static final String RETRIES_WAIT_MS = "retries.wait.ms";
    public static final String RETRIES_MAX_WAIT_MS = "retries.max.wait.ms";
    public static final String HTTP_CONNECT_TIMEOUT_MS = "schema.registry.http.connect.timeout.ms";
    public static final String HTTP_READ_TIMEOUT_MS = "schema.registry.http.read.timeout.ms";
    public static final String MAX_SCHEMAS = "max.schemas.per.subject";
    public static final String KEY_SUBJECT_NAME_STRATEGY = "key.subject.name.strategy";
    public static final String VALUE_SUBJECT_NAME_STRATEGY = "value.subject.name.strategy";
    public static final String SPECIFIC_AVRO_READER = "specific.avro.reader";
    public static final String SPECIFIC_AVRO_KEY_TYPE = "specific.avro.key.type";
    public static final String SPECIFIC_AVRO_VALUE_TYPE = "specific.avro.value.type";

    static final String BASIC_FROM_URL = "URL";
    static final String BASIC_FROM_USER_INFO = "USER_INFO";
    static final String BASIC_FROM_SASL = "SASL_INHERIT";
    static final String STATIC_TOKEN = "STATIC_TOKEN";

    private static final ConfigDef DEFINITION = registryKeys(serdeKeys(new ConfigDef()));

    public AvroSerdeConfig(Map<String, ?> configs) {
        super(DEFINITION, configs, false);
    }

    /** All keys with their defaults and descriptions, except {@code schema.registry.ssl.*}. */
    public static ConfigDef definition() {
        return new ConfigDef(DEFINITION);
    }

    SubjectNameStrategy subjectNameStrategy(boolean isKey) {
        String key = isKey ? KEY_SUBJECT_NAME_STRATEGY : VALUE_SUBJECT_NAME_STRATEGY;
        return SubjectNames.named(key, getString(key));
    }

    private static ConfigDef serdeKeys(ConfigDef keys) {
        String strategy = "The subject a schema is registered under: TopicNameStrategy, RecordNameStrategy or "
                + "TopicRecordNameStrategy (simple name or Confluent's class name), or a class of one's own.";
        return keys.define(
                        AUTO_REGISTER,
                        ConfigDef.Type.BOOLEAN,
                        true,
                        Importance.MEDIUM,
                        "Whether the serializer registers schemas. If so, " + USE_SCHEMA_ID + " and "
                                + USE_LATEST_VERSION + " are ignored.")
                .define(
                        USE_SCHEMA_ID,
                        ConfigDef.Type.INT,
                        -1,
                        Importance.LOW,
                        "Write with this id, if not negative. The registry's schema must encode as the value's does.")
                .define(
                        USE_LATEST_VERSION,
                        ConfigDef.Type.BOOLEAN,
                        false,
                        Importance.LOW,
                        "Write with the id of the subject's latest version, which must encode as the value's schema "
                                + "does; it is looked up once for each topic and schema.")
                .define(
                        KEY_SUBJECT_NAME_STRATEGY,
                        ConfigDef.Type.STRING,
                        SubjectNames.TopicNameStrategy.name(),
                        Importance.MEDIUM,
                        strategy)
                .define(
                        VALUE_SUBJECT_NAME_STRATEGY,
                        ConfigDef.Type.STRING,
                        SubjectNames.TopicNameStrategy.name(),
                        Importance.MEDIUM,
                        strategy)
                .define(
                        SPECIFIC_AVRO_READER,
                        ConfigDef.Type.BOOLEAN,
                        false,
                        Importance.LOW,
                        "Whether a deserializer made without a reader yields classes generated by Avro.")
                .define(
                        SPECIFIC_AVRO_KEY_TYPE,
                        ConfigDef.Type.CLASS,
                        null,
                        Importance.LOW,
                        "The generated class of keys; by default the one named as the writer's record.")
                .define(
                        SPECIFIC_AVRO_VALUE_TYPE,
                        ConfigDef.Type.CLASS,
                        null,
                        Importance.LOW,
                        "The generated class of values; by default the one named as the writer's record.");
    }

    private static ConfigDef registryKeys(ConfigDef keys) {
        String userInfo = "user:password, used when " + BASIC_AUTH_SOURCE + " is " + BASIC_FROM_USER_INFO + ".";
        Range notNegative = Range.atLeast(0);
        return keys.define(
                        URL,
                        ConfigDef.Type.LIST,
                        List.of(),
                        Importance.HIGH,
                        "Base URLs of one registry, separated by commas; the next one is tried when one is away.")
                .define(
                        NORMALIZE,
                        ConfigDef.Type.BOOLEAN,
                        false,
                        Importance.LOW,
                        "Whether the registry brings schemas into a normal form before it compares or stores them.")
                .define(
                        BASIC_AUTH_SOURCE,
                        ConfigDef.Type.STRING,
                        BASIC_FROM_URL,
                        ValidString.in(BASIC_FROM_URL, BASIC_FROM_USER_INFO, BASIC_FROM_SASL),
                        Importance.MEDIUM,
                        "Where user and password come from: the URL (https://user:password@host), "
                                + BASIC_AUTH_USER_INFO + ", or the client's own sasl.jaas.config.")
                .define(BASIC_AUTH_USER_INFO, ConfigDef.Type.PASSWORD, "", Importance.MEDIUM, userInfo)
                .define(
                        DEPRECATED_BASIC_AUTH_USER_INFO,
                        ConfigDef.Type.PASSWORD,
                        "",
                        Importance.LOW,
                        "Old name of " + BASIC_AUTH_USER_INFO + "; goes before it.")
                .define(
                        BEARER_AUTH_SOURCE,
                        ConfigDef.Type.STRING,
                        STATIC_TOKEN,
                        ValidString.in(STATIC_TOKEN),
                        Importance.MEDIUM,
                        "Where the bearer token comes from.")
                .define(
                        BEARER_AUTH_TOKEN,
                        ConfigDef.Type.PASSWORD,
                        "",
                        Importance.MEDIUM,
                        "Sent as the bearer token, if not empty.")
                .define(
                        MAX_RETRIES,
                        ConfigDef.Type.INT,
                        3,
                        notNegative,
                        Importance.LOW,
                        "How often all URLs are tried again after all of them failed.")
                .define(
                        RETRIES_WAIT_MS,
                        ConfigDef.Type.INT,
                        1_000,
                        notNegative,
                        Importance.LOW,
                        "The longest wait before the first retry; it doubles with each, and the wait is a random part "
                                + "of it.")
                .define(
                        RETRIES_MAX_WAIT_MS,
                        ConfigDef.Type.INT,
                        20_000,
                        notNegative,
                        Importance.LOW,
                        "The longest wait before any retry.")
                .define(
                        HTTP_CONNECT_TIMEOUT_MS,
                        ConfigDef.Type.INT,
                        60_000,
                        Range.atLeast(1),
                        Importance.LOW,
                        "How long a connection may take.")
                .define(
                        HTTP_READ_TIMEOUT_MS,
                        ConfigDef.Type.INT,
                        60_000,
                        Range.atLeast(1),
                        Importance.LOW,
                        "How long a whole answer may take once connected.")
                .define(
                        MAX_SCHEMAS,
                        ConfigDef.Type.INT,
                        1_000,
                        Range.between(1, 1 << 20),
                        Importance.LOW,
                        "How many schemas each cache holds.");
    }
}
