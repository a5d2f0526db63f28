/**
 * The whole pipeline on one machine with no containers: PostgreSQL, Kafka, the schema registry, Kafka Connect and the
 * Streams application, each a process of its own on loopback.
 */
@NullMarked
package dev.tributary.localstack;

import org.jspecify.annotations.NullMarked;
