package dev.tributary.avro;

import org.apache.avro.Schema;

/**
 * One version of a subject.
 *
 * @param version counts from 1 within the subject
 * @param id      names the schema in the whole registry; this is what the wire format carries
 */
public record RegisteredSchema(String subject, int version, int id, Schema schema) {}
