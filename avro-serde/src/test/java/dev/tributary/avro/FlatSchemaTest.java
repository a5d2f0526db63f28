package dev.tributary.avro;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;

class FlatSchemaTest {

    private final FlatSchema schema = FlatSchema.of(RandomEnvelope.READER);

    @Test
    void countsLeavesDepthFirst() {
        assertThat(schema.leaf("after.id")).isZero();
        assertThat(schema.leaf("after.order_date")).isEqualTo(4);
        assertThat(schema.leaf("after.picture")).isEqualTo(8);
        assertThat(schema.leaf("source.lsn")).isEqualTo(11);
        assertThat(schema.leaf("op")).isEqualTo(12);
        assertThat(schema.leafCount()).isEqualTo(13);
        assertThat(schema.group("after")).isZero();
    }

    @Test
    void refusesPathsThatAreNotThere() {
        assertThatThrownBy(() -> schema.leaf("after")).hasMessageContaining("own.OrderEnvelope has no number");
        assertThatThrownBy(() -> schema.leaf("after.total")).hasMessageContaining("after.total");
        assertThatThrownBy(() -> schema.group("source")).hasMessageContaining("no nullable record source");
    }

    @Test
    void refusesWhatCannotBeALeaf() {
        List<String> types = List.of(
                "{\"type\":\"enum\",\"name\":\"E\",\"symbols\":[\"A\"]}",
                "{\"type\":\"map\",\"values\":\"int\"}",
                "\"null\"",
                "[\"long\"]",
                "[\"null\",\"int\",\"long\"]",
                "{\"type\":\"array\",\"items\":{\"type\":\"array\",\"items\":\"int\"}}",
                "{\"type\":\"array\",\"items\":\"null\"}",
                "[\"null\",\"R\"]");
        for (String type : types) {
            Schema reader = Schemas.parse(
                    "{\"type\":\"record\",\"name\":\"R\",\"fields\":[{\"name\":\"f\",\"type\":" + type + "}]}");
            assertThatThrownBy(() -> FlatSchema.of(reader)).as(type).isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> FlatSchema.of(Schema.create(Schema.Type.LONG)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void refusesToTakeALeafForWhatItIsNot() {
        FlatRecord record = new FlatRecord(schema);
        record.start(new byte[] {'d', (byte) 0xc3, (byte) 0xa9});
        record.number(0, 5);
        record.text(12, 0, 3);

        assertThat(record.getString(12)).isEqualTo("dé");
        assertThat(record.textEquals(12, "dé")).as("not ASCII").isFalse();
        assertThat(record.textEquals(5, "")).as("null").isFalse();
        assertThatThrownBy(() -> record.getLong(12)).hasMessage("Leaf 12 is a text and not a number");
        assertThatThrownBy(() -> record.getLong(1)).hasMessage("Leaf 1 is null and not a number");
        assertThatThrownBy(() -> record.getString(0)).hasMessage("Leaf 0 is a number and not a text");
        assertThatThrownBy(() -> record.textEquals(0, "5")).hasMessage("Leaf 0 is a number and not a text");
    }
}
