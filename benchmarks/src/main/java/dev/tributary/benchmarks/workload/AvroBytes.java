package dev.tributary.benchmarks.workload;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Avro's binary encoding into a buffer that is used again and again. */
final class AvroBytes {

    private byte[] bytes = new byte[1024];
    private int length;

    /** Begins a payload with the header of Confluent's wire format. */
    void begin(int schemaId) {
        length = 0;
        put(0);
        put(schemaId >>> 24);
        put(schemaId >>> 16);
        put(schemaId >>> 8);
        put(schemaId);
    }

    void writeLong(long value) {
        long rest = (value << 1) ^ (value >> 63);
        while ((rest & ~0x7fL) != 0) {
            put((int) (rest & 0x7f) | 0x80);
            rest >>>= 7;
        }
        put((int) rest);
    }

    void writeDouble(double value) {
        long bits = Double.doubleToLongBits(value);
        for (int shift = 0; shift < Long.SIZE; shift += Byte.SIZE) {
            put((int) (bits >>> shift));
        }
    }

    /** Of a union with null as its first branch. */
    void writeOptional(long value) {
        put(2);
        writeLong(value);
    }

    void writeNull() {
        put(0);
    }

    void writeString(String value) {
        writeString(value.getBytes(StandardCharsets.UTF_8));
    }

    void writeString(byte[] utf8) {
        writeLong(utf8.length);
        writeRaw(utf8);
    }

    void writeRaw(byte[] more) {
        grow(more.length);
        System.arraycopy(more, 0, bytes, length, more.length);
        length += more.length;
    }

    void put(int value) {
        grow(1);
        bytes[length++] = (byte) value;
    }

    byte[] toArray() {
        return Arrays.copyOf(bytes, length);
    }

    private void grow(int more) {
        if (length + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, 2 * (length + more));
        }
    }
}
