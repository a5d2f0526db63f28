package dev.tributary.tools.audit;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tributary.definition.key.Key;
import dev.tributary.tools.audit.Difference.Place;
import java.util.function.Supplier;

/**
 * A row that is compared with the database.
 *
 * @param columns as JSON; fails with a {@link org.apache.kafka.common.errors.SerializationException} if they cannot be read
 */
record HeldRow(Key key, Place place, Supplier<JsonNode> columns) {}
