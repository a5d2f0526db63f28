package dev.tributary.avro;

import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Which schema id a serializer writes: registers, looks up, or takes what the configuration says. */
final class SchemaIds {

    private record Target(String topic, Schema schema) {}

    private static final Logger LOG = LoggerFactory.getLogger(SchemaIds.class);

    private final SchemaRegistry registry;
    private final boolean isKey;
    private final SubjectNameStrategy subjects;
    private final boolean register;
    private final int fixedId;
    private final boolean useLatest;
    private final BoundedCache<Target, Integer> ids;

    SchemaIds(SchemaRegistry registry, AvroSerdeConfig config, boolean isKey) {
        this.registry = registry;
        this.isKey = isKey;
        this.subjects = config.subjectNameStrategy(isKey);
        this.register = config.getBoolean(AvroSerdeConfig.AUTO_REGISTER);
        this.fixedId = config.getInt(AvroSerdeConfig.USE_SCHEMA_ID);
        this.useLatest = config.getBoolean(AvroSerdeConfig.USE_LATEST_VERSION);
        this.ids = new BoundedCache<>(config.getInt(AvroSerdeConfig.MAX_SCHEMAS));
        if (register && (useLatest || fixedId >= 0)) {
            LOG.warn(
                    "{} and {} have no effect while {} is true",
                    AvroSerdeConfig.USE_LATEST_VERSION,
                    AvroSerdeConfig.USE_SCHEMA_ID,
                    AvroSerdeConfig.AUTO_REGISTER);
        }
    }

    /** Asks the registry once for each topic and schema. */
    int idFor(String topic, Schema schema) {
        return ids.get(new Target(topic, schema), this::resolve);
    }

    private int resolve(Target target) {
        String subject = subjects.subject(target.topic(), isKey, target.schema());
        try {
            if (register) {
                return registry.register(subject, target.schema());
            }
            if (fixedId >= 0) {
                requireSameEncoding(target, fixedId, registry.schemaById(fixedId));
                return fixedId;
            }
            if (useLatest) {
                RegisteredSchema latest = registry.latest(subject);
                requireSameEncoding(target, latest.id(), latest.schema());
                return latest.id();
            }
            return registry.idOf(subject, target.schema());
        } catch (UnknownSchemaException e) {
            throw e.onTopic(target.topic());
        } catch (SchemaIncompatibleException e) {
            throw e.onTopic(target.topic());
        } catch (SchemaRegistryException e) {
            throw e.onTopic(target.topic());
        } catch (SchemaRegistryUnavailableException e) {
            throw e.onTopic(target.topic());
        }
    }

    /** Bytes are written as the value's schema says, so the schema behind the id must say the same. */
    private static void requireSameEncoding(Target target, int id, Schema registered) {
        String own = SchemaNormalization.toParsingForm(target.schema());
        if (!own.equals(SchemaNormalization.toParsingForm(registered))) {
            throw new SchemaIncompatibleException(
                    "values of schema %s cannot be written with id %d (%s), which encodes differently; set %s=true, or write values of that schema"
                            .formatted(
                                    target.schema().getFullName(),
                                    id,
                                    registered.getFullName(),
                                    AvroSerdeConfig.AUTO_REGISTER),
                    null);
        }
    }
}
