package dev.tributary.avro;

import java.io.OutputStream;
import java.util.Arrays;

/** A growing byte buffer that is used again for every record; not thread-safe, unlike the JDK's. */
final class PayloadBuffer extends OutputStream {

    private static final int INITIAL_BYTES = 512;

    /** What is kept between records; one huge value must not pin its size for ever. */
    static final int RETAINED_BYTES = 1 << 20;

    private byte[] bytes = new byte[INITIAL_BYTES];
    private int size;

    /** Forgets what is in it and writes the header of the wire format. */
    void start(int schemaId) {
        if (bytes.length > RETAINED_BYTES) {
            bytes = new byte[INITIAL_BYTES];
        }
        bytes[0] = WireFormat.MAGIC;
        bytes[1] = (byte) (schemaId >>> 24);
        bytes[2] = (byte) (schemaId >>> 16);
        bytes[3] = (byte) (schemaId >>> 8);
        bytes[4] = (byte) schemaId;
        size = WireFormat.HEADER_BYTES;
    }

    @Override
    public void write(int b) {
        if (size == bytes.length) {
            grow(1);
        }
        bytes[size++] = (byte) b;
    }

    @Override
    public void write(byte[] source, int offset, int length) {
        if (length > bytes.length - size) {
            grow(length);
        }
        System.arraycopy(source, offset, bytes, size, length);
        size += length;
    }

    byte[] toByteArray() {
        return Arrays.copyOf(bytes, size);
    }

    int capacity() {
        return bytes.length;
    }

    private void grow(int more) {
        int needed = Math.addExact(size, more);
        bytes = Arrays.copyOf(bytes, (int) Math.min(Integer.MAX_VALUE - 8L, Math.max(needed, 2L * bytes.length)));
    }
}
