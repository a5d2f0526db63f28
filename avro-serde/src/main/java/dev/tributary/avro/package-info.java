/**
 * Avro values on Kafka in Confluent's wire format: byte 0, a 4-byte big-endian schema id, Avro binary.
 *
 * <p>{@link dev.tributary.avro.AvroSerde} and its two halves are what a Kafka client is given;
 * {@link dev.tributary.avro.SchemaRegistry} is the registry behind them. {@link dev.tributary.avro.ProjectingDeserializer}
 * is for who wants a few leaves of many records, fast. Bad data is a
 * {@link org.apache.kafka.common.errors.SerializationException} of a class that says what is wrong; only
 * {@link dev.tributary.avro.SchemaRegistryUnavailableException} is worth a retry.
 */
@NullMarked
package dev.tributary.avro;

import org.jspecify.annotations.NullMarked;
