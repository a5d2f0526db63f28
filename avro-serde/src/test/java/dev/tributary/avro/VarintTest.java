package dev.tributary.avro;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;
import org.junit.jupiter.api.Test;

/** Numbers of any length, with more and less behind them, overlong ones too. */
class VarintTest {

    private final long seed = Long.getLong("seed", System.nanoTime());
    private final Random random = new Random(seed);

    @Test
    void readsAndRefusesWhatAvroDoes() {
        for (int round = 0; round < 50_000; round++) {
            byte[] bytes = number(random.nextInt(13), random.nextInt(12));
            assertThat(longIn(bytes))
                    .as("seed %d: long in %s", seed, Arrays.toString(bytes))
                    .isEqualTo(avro(bytes, BinaryDecoder::readLong));
            assertThat(intIn(bytes))
                    .as("seed %d: int in %s", seed, Arrays.toString(bytes))
                    .isEqualTo(avro(bytes, BinaryDecoder::readInt));
        }
    }

    private byte[] number(int more, int after) {
        byte[] bytes = new byte[more + after];
        random.nextBytes(bytes);
        for (int i = 0; i < more; i++) {
            bytes[i] |= (byte) 0x80;
        }
        return bytes;
    }

    private interface Reading {
        long read(BinaryDecoder decoder) throws IOException;
    }

    /** The number and what is left after it, or that it was refused. */
    private static String avro(byte[] bytes, Reading reading) {
        BinaryDecoder decoder = DecoderFactory.get().binaryDecoder(bytes, null);
        long[] read = new long[1];
        Throwable refusal = catchThrowable(() -> read[0] = reading.read(decoder));
        return refusal == null
                ? read[0] + ", then " + decoder.remainingBytes()
                : refusal.getClass().getName();
    }

    private static String longIn(byte[] bytes) {
        try {
            int end = Varint.end(bytes, 0, bytes.length, Varint.LONG_BYTES);
            return Varint.longAt(bytes, 0, end) + ", then " + (bytes.length - end);
        } catch (IOException e) {
            return e.getClass().getName();
        }
    }

    private static String intIn(byte[] bytes) {
        try {
            int end = Varint.end(bytes, 0, bytes.length, Varint.INT_BYTES);
            return Varint.intAt(bytes, 0, end) + ", then " + (bytes.length - end);
        } catch (IOException e) {
            return e.getClass().getName();
        }
    }
}
