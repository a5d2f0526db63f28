/** {@code tributary connectors}: connector files applied to a Kafka Connect worker. */
@NullMarked
package dev.tributary.tools.connectors;

import org.jspecify.annotations.NullMarked;
