package dev.tributary.enrich;

import java.nio.ByteBuffer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;

/** A {@link Version} as two big-endian longs. */
final class VersionSerde {

    private VersionSerde() {}

    static Serde<Version> create() {
        return Serdes.serdeFrom(
                (topic, version) -> version == null
                        ? null
                        : ByteBuffer.allocate(2 * Long.BYTES)
                                .putLong(version.lsn())
                                .putLong(version.committedAtMicros())
                                .array(),
                (topic, bytes) -> {
                    if (bytes == null) {
                        return null;
                    }
                    ByteBuffer buffer = ByteBuffer.wrap(bytes);
                    return new Version(buffer.getLong(), buffer.getLong());
                });
    }
}
