package dev.tributary.http;

import dev.tributary.view.Position;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Base64;
import org.apache.kafka.common.Uuid;

/**
 * A position as clients carry it: opaque to them, and short. One byte of version, four that tell the topic (one that was
 * deleted and made anew is another), the time in seconds at which it was given out, and for each partition the offset that
 * follows, all in variable length, in URL-safe Base64.
 */
final class PositionToken {

    private static final byte VERSION = 1;
    private static final int MOST_CHARACTERS = 16_384;
    private static final int LONGEST_NUMBER = 10;

    private final int topic;
    private final int partitions;

    /** @param topicId of the topic of the results as the broker has it */
    PositionToken(Uuid topicId, int partitions) {
        this.topic = topicId.hashCode();
        this.partitions = partitions;
    }

    /**
     * What a token says.
     *
     * @param givenOutSeconds since 1970
     */
    record Decoded(Position position, long givenOutSeconds) {}

    /** @throws InvalidTokenException with a sentence for the client */
    Decoded decode(String token) {
        try {
            if (token.length() > MOST_CHARACTERS) {
                throw new InvalidTokenException("it is longer than any that was given out");
            }
            ByteBuffer bytes = ByteBuffer.wrap(Base64.getUrlDecoder().decode(token));
            if (bytes.get() != VERSION) {
                throw new InvalidTokenException("it is not a token that was given out here");
            }
            if (bytes.getInt() != topic) {
                throw new InvalidTokenException("it is of another topic: that one was made anew, so begin again");
            }
            long seconds = readNumber(bytes);
            Position position = Position.none(partitions);
            for (int partition = 0; partition < partitions; partition++) {
                position = position.with(partition, readNumber(bytes) - 1);
            }
            if (bytes.hasRemaining()) {
                throw new InvalidTokenException("it is longer than it should be");
            }
            return new Decoded(position, seconds);
        } catch (IllegalArgumentException | BufferUnderflowException e) {
            throw new InvalidTokenException("it is not a token that was given out here");
        }
    }

    String encode(Position position, long nowMillis) {
        return encode(position.offsets(), nowMillis);
    }

    /** @param offsets of all partitions */
    String encode(long[] offsets, long nowMillis) {
        ByteBuffer bytes = ByteBuffer.allocate(1 + Integer.BYTES + LONGEST_NUMBER * (1 + offsets.length));
        bytes.put(VERSION).putInt(topic);
        writeNumber(bytes, nowMillis / 1000);
        for (long offset : offsets) {
            writeNumber(bytes, offset + 1);
        }
        byte[] used = new byte[bytes.position()];
        bytes.flip().get(used);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(used);
    }

    private static void writeNumber(ByteBuffer bytes, long number) {
        long rest = number;
        while ((rest & ~0x7FL) != 0) {
            bytes.put((byte) ((rest & 0x7F) | 0x80));
            rest >>>= 7;
        }
        bytes.put((byte) rest);
    }

    private static long readNumber(ByteBuffer bytes) {
        long number = 0;
        for (int shift = 0; shift < 63; shift += 7) {
            byte next = bytes.get();
            number |= (next & 0x7FL) << shift;
            if (next >= 0) {
                return number;
            }
        }
        throw new InvalidTokenException("it is not a token that was given out here");
    }

    /** What is wrong with a token, to be read behind "the position cannot be used:". */
    static final class InvalidTokenException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        InvalidTokenException(String message) {
            super(message, null, false, false);
        }
    }
}
