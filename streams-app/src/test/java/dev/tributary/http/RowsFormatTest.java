package dev.tributary.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.view.OrderRow;
import java.nio.BufferUnderflowException;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RowsFormatTest {

    private static final OrderRow LARGE = new OrderRow(1, 1, new byte[1 << 20]);

    @Test
    void decodesWhatItHasEncoded() {
        List<OrderRow> decoded = RowsFormat.decode(RowsFormat.encode(
                List.of(new OrderRow(-7, 3, new byte[] {1, 2}), new OrderRow(8, 4, new byte[0]))));

        assertThat(decoded).extracting(OrderRow::id).containsExactly(-7L, 8L);
        assertThat(decoded).extracting(OrderRow::offset).containsExactly(3L, 4L);
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

    @Test
    void refusesWhatIsCutShort() {
        byte[] encoded = RowsFormat.encode(List.of(new OrderRow(1, 2, new byte[] {1, 2, 3})));

        for (int length = 1; length < encoded.length; length++) {
            byte[] cut = Arrays.copyOf(encoded, length);
            assertThatThrownBy(() -> RowsFormat.decode(cut)).isInstanceOf(BufferUnderflowException.class);
        }
    }
}
