package dev.tributary.avro;

import org.apache.avro.Schema;

/**
 * Under which subject a schema is registered.
 *
 * <p>An implementation of one's own needs a no-argument constructor, is named by {@code key.subject.name.strategy} or
 * {@code value.subject.name.strategy}, and must be safe for use by several threads.
 */
@FunctionalInterface
public interface SubjectNameStrategy {

    String subject(String topic, boolean isKey, Schema schema);
}
