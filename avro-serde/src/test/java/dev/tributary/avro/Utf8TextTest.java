package dev.tributary.avro;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The JDK's decoder is the judge. */
class Utf8TextTest {

    @Test
    void judgesAllSequencesOfTwoBytesAsTheDecoderDoes() {
        for (int value = 0; value < 1 << 16; value++) {
            isJudgedAsByTheDecoder((byte) (value >> 8), (byte) value);
        }
    }

    @Test
    void judgesAllCodePointsAndTheirNeighboursAsTheDecoderDoes() {
        for (int first = 0xe0; first < 0x100; first++) {
            for (int second = 0; second < 0x100; second++) {
                for (int third : new int[] {0, 0x7f, 0x80, 0xbf, 0xc0, 0xff}) {
                    isJudgedAsByTheDecoder((byte) first, (byte) second, (byte) third);
                    isJudgedAsByTheDecoder((byte) first, (byte) second, (byte) third, (byte) 0x80);
                    isJudgedAsByTheDecoder((byte) first, (byte) second, (byte) 0x80, (byte) third, (byte) 'a');
                }
            }
        }
    }

    @Test
    void judgesRandomBytesAsTheDecoderDoes() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int round = 0; round < 20_000; round++) {
            byte[] text = random.ints(1 + random.nextInt(8), 0, 0x11_0000)
                    .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                    .toString()
                    .getBytes(StandardCharsets.UTF_8);
            if (random.nextBoolean()) {
                text[random.nextInt(text.length)] = (byte) random.nextInt();
            }
            assertThat(Utf8Text.isValid(text, 0, text.length))
                    .as("seed %d", seed)
                    .isEqualTo(decodes(text));
        }
    }

    @Test
    void looksAtItsPartOfTheBytesOnly() {
        byte[] bytes = {(byte) 0xff, 'a', (byte) 0xc3, (byte) 0xa9, (byte) 0xff};

        assertThat(Utf8Text.isValid(bytes, 1, 3)).isTrue();
        assertThat(Utf8Text.isValid(bytes, 1, 2)).as("cut off").isFalse();
        assertThat(Utf8Text.isValid(bytes, 1, 0)).isTrue();
    }

    private static void isJudgedAsByTheDecoder(byte... bytes) {
        if (Utf8Text.isValid(bytes, 0, bytes.length) != decodes(bytes)) {
            assertThat(Utf8Text.isValid(bytes, 0, bytes.length)).as("%s", bytes).isEqualTo(decodes(bytes));
        }
    }

    private static boolean decodes(byte[] bytes) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }
}
