package dev.tributary.avro;

/** Confluent's wire format: one byte 0, the schema id as 4 bytes big-endian, then Avro's binary encoding. */
final class WireFormat {

    static final byte MAGIC = 0;
    static final int HEADER_BYTES = 5;

    private WireFormat() {}

    /**
     * The schema id of a payload.
     *
     * @throws UnknownMagicByteException if the first byte is not 0
     * @throws MalformedRecordException  if there are fewer than 5 bytes
     */
    static int schemaId(String topic, byte[] bytes, int offset, int length) {
        if (length > 0 && bytes[offset] != MAGIC) {
            throw new UnknownMagicByteException(
                    "Topic %s: the payload of %d bytes starts with byte 0x%02x instead of 0x00, so it is not Avro in "
                                    .formatted(topic, length, bytes[offset])
                            + "Confluent's wire format; check the serializer or converter of whoever writes the topic",
                    null);
        }
        if (length < HEADER_BYTES) {
            throw new MalformedRecordException(
                    "Topic %s: the payload has %d bytes, and the header alone (byte 0, 4-byte schema id) takes 5"
                            .formatted(topic, length),
                    null);
        }
        return (bytes[offset + 1] & 0xff) << 24
                | (bytes[offset + 2] & 0xff) << 16
                | (bytes[offset + 3] & 0xff) << 8
                | (bytes[offset + 4] & 0xff);
    }
}
