package dev.tributary.avro;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.apache.avro.AvroTypeException;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.GenericRecordBuilder;
import org.apache.avro.util.Utf8;
import org.apache.kafka.common.KafkaException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProjectionTest {

    private final InMemoryRegistry registry = new InMemoryRegistry();

    /** An insert as the converter writes it. */
    static GenericRecord envelope() {
        Schema value = Schemas.ENVELOPE.getField("after").schema().getTypes().get(1);
        GenericRecord row = new GenericRecordBuilder(value)
                .set("id", 7)
                .set("note", new Utf8("fragile"))
                .set("user_id", 42)
                .set("tags", List.of(new Utf8("a"), new Utf8("b")))
                .build();
        GenericRecord source = new GenericRecordBuilder(
                        Schemas.ENVELOPE.getField("source").schema())
                .set("lsn", 5_000_000_000L)
                .set("table", new Utf8("orders"))
                .build();
        return new GenericRecordBuilder(Schemas.ENVELOPE)
                .set("before", null)
                .set("after", row)
                .set("source", source)
                .set("op", new Utf8("c"))
                .build();
    }

    @Test
    void takesTheFieldsAskedForAcrossOtherRecordNamesAndWidensInts() {
        GenericRecord change = project(Schemas.ENVELOPE, Schemas.CHANGE, envelope());

        assertThat(change.getSchema()).isEqualTo(Schemas.CHANGE);
        assertThat(change.get("op")).isEqualTo(new Utf8("c"));
        GenericRecord row = (GenericRecord) change.get("after");
        assertThat(row.getSchema().getName()).isEqualTo("OrderRow");
        assertThat(row.get("id")).isEqualTo(7L);
        assertThat(row.get("user_id")).isEqualTo(42L);
        assertThat(((GenericRecord) change.get("source")).get("lsn")).isEqualTo(5_000_000_000L);
    }

    @Test
    void readsNullBranches() {
        GenericRecord deleted = envelope();
        deleted.put("after", null);

        assertThat(project(Schemas.ENVELOPE, Schemas.CHANGE, deleted).get("after"))
                .isNull();
    }

    @Test
    void mapsEachRecord() {
        int id = registry.add(Schemas.ORDER);
        AvroDeserializer<Long> ids = new AvroDeserializer<>(
                registry, DatumReaderFactory.projecting(Schemas.ORDER, order -> (Long) order.get("id")));

        assertThat(ids.deserialize("orders", Payloads.of(id, Schemas.ORDER, Schemas.order(5, "x", 1))))
                .isEqualTo(5L);
    }

    @Test
    void letsTheMapperRefuseARecordInItsOwnWords() {
        int id = registry.add(Schemas.ORDER);
        KafkaException refusal = new KafkaException("no such order");
        AvroDeserializer<Long> ids =
                new AvroDeserializer<>(registry, DatumReaderFactory.projecting(Schemas.ORDER, order -> {
                    throw refusal;
                }));

        assertThatThrownBy(() -> ids.deserialize("orders", Payloads.of(id, Schemas.ORDER, Schemas.order(5, "x", 1))))
                .isSameAs(refusal);
    }

    @Test
    void survivesAddedDroppedAndReorderedColumns() {
        Schema before = record("""
                {"name":"id","type":"int"},{"name":"name","type":["null","string"],"default":null}""");
        Schema added = record("""
                {"name":"created","type":"long"},{"name":"name","type":["null","string"],"default":null},
                {"name":"id","type":"int"},{"name":"extra","type":{"type":"map","values":"bytes"}}""");
        Schema dropped = record("""
                {"name":"id","type":"long"}""");
        Schema reader = Schemas.parse("""
                {"type":"record","name":"Mine","namespace":"own","fields":[
                  {"name":"name","type":["null","string"],"default":null},{"name":"id","type":"long"}]}""");

        GenericRecord first = project(
                before,
                reader,
                new GenericRecordBuilder(before).set("id", 1).set("name", "n").build());
        GenericRecord second = project(
                added,
                reader,
                new GenericRecordBuilder(added)
                        .set("created", 9L)
                        .set("name", "n")
                        .set("id", 1)
                        .set("extra", java.util.Map.of("k", java.nio.ByteBuffer.wrap(new byte[] {1, 2})))
                        .build());
        GenericRecord third = project(
                dropped, reader, new GenericRecordBuilder(dropped).set("id", 1L).build());

        assertThat(first).isEqualTo(second);
        assertThat(first.get("id")).isEqualTo(1L);
        assertThat(first.get("name")).isEqualTo(new Utf8("n"));
        assertThat(third.get("id")).isEqualTo(1L);
        assertThat(third.get("name")).isNull();
    }

    @Test
    void oneDeserializerReadsManyVersions() {
        Schema old = record("""
                {"name":"id","type":"int"}""");
        Schema current = record("""
                {"name":"v","type":"string"},{"name":"id","type":"long"}""");
        Schema reader = record("""
                {"name":"id","type":"long"}""");
        int oldId = registry.add(old);
        int currentId = registry.add(current);
        AvroDeserializer<Object> ids =
                new AvroDeserializer<>(registry, DatumReaderFactory.projecting(reader, row -> row.get("id")));
        byte[] a = Payloads.of(
                oldId, old, new GenericRecordBuilder(old).set("id", 1).build());
        byte[] b = Payloads.of(
                currentId,
                current,
                new GenericRecordBuilder(current).set("v", "x").set("id", 2L).build());

        for (int i = 0; i < 3; i++) {
            assertThat(ids.deserialize("t", a)).isEqualTo(1L);
            assertThat(ids.deserialize("t", b)).isEqualTo(2L);
        }
        assertThat(registry.lookups()).isEqualTo(2);
    }

    @Test
    void refusesAWriterThatLacksARequiredField() {
        Schema writer = record("""
                {"name":"other","type":"int"}""");
        Schema reader = record("""
                {"name":"id","type":"long"}""");

        assertThatThrownBy(() -> project(
                        writer,
                        reader,
                        new GenericRecordBuilder(writer).set("other", 1).build()))
                .isInstanceOf(SchemaIncompatibleException.class)
                .hasMessageContaining("Topic cdc")
                .hasMessageContaining("schema id 1")
                .hasMessageContaining("missing required field id");
    }

    @Test
    void namesTheFieldWhoseTypesCannotBeResolved() {
        Schema writer = record("""
                {"name":"a","type":"int"},{"name":"id","type":"string"}""");
        Schema reader = record("""
                {"name":"id","type":"long"}""");

        assertThatThrownBy(() -> project(
                        writer,
                        reader,
                        new GenericRecordBuilder(writer)
                                .set("a", 1)
                                .set("id", "1")
                                .build()))
                .isInstanceOf(SchemaIncompatibleException.class)
                .hasMessageContaining("Row.id: Found string, expecting long");
    }

    /** All pairs of types that Avro's resolution promotes: those whose values the reader's type has, and the others. */
    @ParameterizedTest
    @CsvSource({
        "int, long, true", "int, double, true", "float, double, true",
        "int, float, false", "long, float, false", "long, double, false",
        "bytes, string, false", "string, bytes, false"
    })
    void promotesOnlyWhatKeepsItsValue(String written, String read, boolean kept) {
        Schema plain = record("{\"name\":\"a\",\"type\":\"" + written + "\"}");
        Schema nullable = record("{\"name\":\"a\",\"type\":[\"null\",\"" + written + "\"]}");
        Schema array = record("{\"name\":\"a\",\"type\":{\"type\":\"array\",\"items\":\"" + written + "\"}}");
        Schema reader = record("{\"name\":\"a\",\"type\":\"" + read + "\"}");
        Schema nullableReader = record("{\"name\":\"a\",\"type\":[\"null\",\"" + read + "\"]}");
        Schema arrayReader = record("{\"name\":\"a\",\"type\":{\"type\":\"array\",\"items\":\"" + read + "\"}}");

        assertThat(List.of(
                        accepts(plain, reader),
                        accepts(plain, nullableReader),
                        accepts(nullable, nullableReader),
                        accepts(array, arrayReader)))
                .containsOnly(kept);
        if (!kept) {
            assertThatThrownBy(
                            () -> DatumReaderFactory.projecting(nullableReader).create(nullable))
                    .hasMessage("Row.a: Found " + written + ", and as " + read + " it would not keep its value");
        }
    }

    private static boolean accepts(Schema writer, Schema reader) {
        try {
            DatumReaderFactory.projecting(reader).create(writer);
            return true;
        } catch (AvroTypeException e) {
            return false;
        }
    }

    @Test
    void refusesOnlyTheRecordsWhoseBranchDoesNotFit() {
        Schema writer = record("""
                {"name":"id","type":["null","long"]}""");
        Schema reader = record("""
                {"name":"id","type":"long"}""");

        assertThat(project(
                                writer,
                                reader,
                                new GenericRecordBuilder(writer).set("id", 1L).build())
                        .get("id"))
                .isEqualTo(1L);
        assertThatThrownBy(() -> project(
                        writer,
                        reader,
                        new GenericRecordBuilder(writer).set("id", null).build()))
                .isInstanceOf(SchemaIncompatibleException.class)
                .hasMessageContaining("Found null, expecting long");
    }

    @Test
    void refusesAnEnumSymbolTheReaderDoesNotHave() {
        Schema writer = record("""
                {"name":"e","type":{"type":"enum","name":"E","symbols":["A","B"]}}""");
        Schema reader = record("""
                {"name":"e","type":{"type":"enum","name":"E","symbols":["A"]}}""");
        GenericRecord b = new GenericRecordBuilder(writer)
                .set(
                        "e",
                        new org.apache.avro.generic.GenericData.EnumSymbol(
                                writer.getField("e").schema(), "B"))
                .build();

        assertThatThrownBy(() -> project(writer, reader, b)).isInstanceOf(SchemaIncompatibleException.class);
    }

    /** Holds a limit of Avro 1.12.2 in view; if this fails after an upgrade, the limit is gone: say so in the Javadoc. */
    @Test
    void cannotAddManyFieldsToTheElementsOfACollection() {
        Schema writer = record("""
                {"name":"lines","type":{"type":"array","items":
                  {"type":"record","name":"Line","fields":[{"name":"n","type":"int"}]}}}""");
        Schema reader = record("""
                {"name":"lines","type":{"type":"array","items":
                  {"type":"record","name":"Line","fields":[{"name":"n","type":"int"},
                    {"name":"a","type":"long","default":0},{"name":"b","type":"long","default":0}]}}}""");
        Schema line = writer.getField("lines").schema().getElementType();
        GenericRecord one = new GenericRecordBuilder(line).set("n", 1).build();
        GenericRecord value = new GenericRecordBuilder(writer)
                .set("lines", List.of(one, one, one))
                .build();

        assertThatThrownBy(() -> project(writer, reader, value))
                .isInstanceOf(MalformedRecordException.class)
                .hasMessageContaining("Collection claims 3 elements");
    }

    private GenericRecord project(Schema writer, Schema reader, GenericRecord value) {
        int id = registry.add(writer);
        return new AvroDeserializer<>(registry, DatumReaderFactory.projecting(reader))
                .deserialize("cdc", Payloads.of(id, writer, value));
    }

    private static Schema record(String fields) {
        return Schemas.parse("{\"type\":\"record\",\"name\":\"Row\",\"fields\":[" + fields + "]}");
    }
}
