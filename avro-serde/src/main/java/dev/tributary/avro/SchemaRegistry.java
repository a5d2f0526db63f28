package dev.tributary.avro;

import java.util.Map;
import org.apache.avro.Schema;

/**
 * A schema registry that answers Confluent's REST API (Confluent, Apicurio under {@code /apis/ccompat/v7}, Karapace,
 * Redpanda).
 *
 * <p>Safe for use by several threads. Every call may block for as long as the configured timeouts and retries allow.
 * A call that is interrupted stops at once with Kafka's {@link org.apache.kafka.common.errors.InterruptException} and
 * leaves the thread's interrupt flag set.
 *
 * <p>Besides what the methods name, every call can throw {@link SchemaRegistryUnavailableException} (worth a retry)
 * and {@link SchemaRegistryException} (refused: it will be refused again).
 */
public interface SchemaRegistry extends AutoCloseable {

    /**
     * The schema behind an id. An id never changes its meaning, so an answer is kept; a miss is not.
     *
     * @throws UnknownSchemaException     if the registry does not have the id
     * @throws SchemaIncompatibleException if what it has is not an Avro schema
     */
    Schema schemaById(int id);

    /**
     * Makes sure that the subject has the schema, and returns its id. Registering twice gives the same id.
     *
     * @throws SchemaIncompatibleException if the registry refuses it (incompatible with earlier versions, or invalid)
     */
    int register(String subject, Schema schema);

    /**
     * The id of a schema that the subject already has; registers nothing.
     *
     * @throws UnknownSchemaException if the subject does not have the schema
     */
    int idOf(String subject, Schema schema);

    /**
     * The newest version of a subject, asked anew on every call.
     *
     * @throws UnknownSchemaException if there is no such subject
     */
    RegisteredSchema latest(String subject);

    @Override
    void close();

    /**
     * The HTTP client, with a cache before it.
     *
     * <p>Equal registry settings share one client, its threads and its cache within the JVM; the last one closed
     * closes it. Key and trust stores are read when the first one opens.
     *
     * @param configs any client's whole configuration; keys that are not in {@link AvroSerdeConfig} are ignored
     * @throws org.apache.kafka.common.config.ConfigException naming the key that is wrong
     */
    static SchemaRegistry fromConfig(Map<String, ?> configs) {
        return SharedRegistries.open(RegistrySettings.from(new AvroSerdeConfig(configs)));
    }
}
