package dev.tributary.avro;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FlatRecordTest {

    private static final int ID = 0;
    private static final int PRODUCT = 1;

    private final FlatRecord record = new FlatRecord(FlatSchema.of(Schemas.ORDER));

    @BeforeEach
    void fill() {
        record.start(" lamp ".getBytes(StandardCharsets.US_ASCII));
        record.number(ID, 42);
        record.text(PRODUCT, 1, 4);
    }

    @Test
    void comparesATextWhereItLies() {
        assertThat(record.textEquals(PRODUCT, "lamp")).isTrue();
        assertThat(record.textEquals(PRODUCT, "lamb")).isFalse();
        assertThat(record.textEquals(PRODUCT, "damp")).isFalse();
        assertThat(record.textEquals(PRODUCT, "lam")).isFalse();
        assertThat(record.textEquals(PRODUCT, "lamps")).isFalse();
        assertThat(record.textEquals(PRODUCT, "")).isFalse();
    }

    @Test
    void anEmptyTextIsATextAndNullIsNone() {
        record.text(PRODUCT, 0, 0);
        assertThat(record.textEquals(PRODUCT, "")).isTrue();
        assertThat(record.length(PRODUCT)).isZero();
        assertThat(record.start(PRODUCT)).isZero();
        assertThat(record.getString(PRODUCT)).isEmpty();

        record.start(new byte[0]);
        assertThat(record.textEquals(PRODUCT, "")).isFalse();
        assertThat(record.isNull(PRODUCT)).isTrue();
    }

    @Test
    void refusesToTreatALeafAsWhatItIsNot() {
        assertThatThrownBy(() -> record.textEquals(ID, "42"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("is a number and not a text");
        assertThatThrownBy(() -> record.start(ID)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> record.length(ID)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> record.getLong(PRODUCT))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("is a text and not a number");
    }
}
