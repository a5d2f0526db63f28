package dev.tributary.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.definition.key.Key;
import dev.tributary.definition.key.KeyType;
import dev.tributary.view.ResultRow;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RowsFormatTest {

    private static final ResultRow LARGE = new ResultRow(Key.of(1), 1, new byte[1 << 20]);

    @Test
    void decodesWhatItHasEncoded() {
        decodesWhatItHasEncoded(KeyType.INTEGER, Key.of(-7), Key.of(8));
        decodesWhatItHasEncoded(KeyType.TEXT, Key.of(""), Key.of("ключ"));
        decodesWhatItHasEncoded(KeyType.TEXT, Key.of("x".repeat(1_000)), Key.of("8 bytes?"));
    }

    private static void decodesWhatItHasEncoded(KeyType keys, Key first, Key second) {
        List<ResultRow> decoded = RowsFormat.decode(
                RowsFormat.encode(
                        List.of(new ResultRow(first, 3, new byte[] {1, 2}), new ResultRow(second, 4, new byte[0]))),
                keys);

        assertThat(decoded).extracting(ResultRow::id).containsExactly(first, second);
        assertThat(decoded).extracting(ResultRow::offset).containsExactly(3L, 4L);
        assertThat(decoded.getFirst().value()).containsExactly(1, 2);
        assertThat(decoded.getLast().value()).isEmpty();
    }

    /** The sum of their lengths is negative as an int, and again positive. */
    @ParameterizedTest
    @ValueSource(ints = {2_048, 3_000, 5_000})
    void refusesMoreThanFitsAnArray(int rows) {
        assertThatThrownBy(() -> RowsFormat.encode(Collections.nCopies(rows, LARGE)))
                .isInstanceOf(RowsFormat.TooLongException.class)
                .hasMessageStartingWith(rows + " rows are ");
    }

    /** As the version before does. */
    @Test
    void anIntegerHasNoLength() {
        assertThat(RowsFormat.encode(List.of(new ResultRow(Key.of(-7), 3, new byte[] {1}))))
                .isEqualTo(ByteBuffer.allocate(21)
                        .putLong(-7)
                        .putLong(3)
                        .putInt(1)
                        .put((byte) 1)
                        .array());
    }

    @Test
    void refusesWhatIsCutShort() {
        refusesWhatIsCutShort(KeyType.INTEGER, Key.of(1));
        refusesWhatIsCutShort(KeyType.TEXT, Key.of("A-1"));
    }

    private static void refusesWhatIsCutShort(KeyType keys, Key id) {
        byte[] encoded = RowsFormat.encode(List.of(new ResultRow(id, 2, new byte[] {1, 2, 3})));

        for (int length = 1; length < encoded.length; length++) {
            byte[] cut = Arrays.copyOf(encoded, length);
            assertThatThrownBy(() -> RowsFormat.decode(cut, keys)).isInstanceOf(BufferUnderflowException.class);
        }
    }
}
