package dev.tributary.avro;

import org.apache.avro.Schema;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.utils.Utils;

/** Confluent's three subject name strategies, and how a configured name becomes one. */
enum SubjectNames implements SubjectNameStrategy {
    /** {@code <topic>-key} or {@code <topic>-value}. */
    TopicNameStrategy {
        @Override
        public String subject(String topic, boolean isKey, Schema schema) {
            return topic + (isKey ? "-key" : "-value");
        }
    },
    /** The record's full name, wherever it is written. */
    RecordNameStrategy {
        @Override
        public String subject(String topic, boolean isKey, Schema schema) {
            return recordName(topic, schema);
        }
    },
    /** {@code <topic>-<record's full name>}. */
    TopicRecordNameStrategy {
        @Override
        public String subject(String topic, boolean isKey, Schema schema) {
            return topic + "-" + recordName(topic, schema);
        }
    };

    private static final String CONFLUENT_PACKAGE = "io.confluent.kafka.serializers.subject.";

    /** @param name Confluent's class name, its simple name, or the name of a {@link SubjectNameStrategy} */
    static SubjectNameStrategy named(String key, String name) {
        for (SubjectNames known : values()) {
            if (name.equals(known.name()) || name.equals(CONFLUENT_PACKAGE + known.name())) {
                return known;
            }
        }
        try {
            return Utils.newInstance(name, SubjectNameStrategy.class);
        } catch (ClassNotFoundException | KafkaException | ClassCastException e) {
            ConfigException refused = new ConfigException(
                    key,
                    name,
                    "expected TopicNameStrategy, RecordNameStrategy, TopicRecordNameStrategy, or the name of a public "
                            + "class that implements " + SubjectNameStrategy.class.getName());
            refused.initCause(e);
            throw refused;
        }
    }

    private static String recordName(String topic, Schema schema) {
        if (schema.getType() != Schema.Type.RECORD) {
            throw new SchemaIncompatibleException(
                    "Topic %s: a subject named after the record needs a record schema, and this one is %s"
                            .formatted(topic, schema.getType().getName()),
                    null);
        }
        return schema.getFullName();
    }
}
