package dev.tributary.avro;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.junit.jupiter.api.Test;

/** What has a plan and what is left to Avro's resolver; that makes no difference to what is read. */
class PlanCompilerTest {

    private static final Schema READER = record("""
            {"name":"id","type":"long"},
            {"name":"note","type":["null",{"type":"string","avro.java.string":"String"}],"default":null}""");

    private final InMemoryRegistry registry = new InMemoryRegistry();

    @Test
    void plansWhatADatabaseWrites() {
        assertThat(hasPlan(Schemas.ENVELOPE, Schemas.CHANGE)).isTrue();
        assertThat(hasPlan(RandomEnvelope.READER, RandomEnvelope.READER)).isTrue();
    }

    @Test
    void plansAliasesOfTheReader() {
        Schema writer = record("{\"name\":\"key\",\"type\":\"int\"}");
        Schema reader = record("{\"name\":\"id\",\"type\":\"long\",\"aliases\":[\"key\"]}");

        assertThat(hasPlan(writer, reader)).isTrue();
        assertThat(read(writer, reader, with(writer, "key", 7))).containsExactly("number 7");
    }

    @Test
    void plansUnionsOfManyBranchesAndRefusesTheOneThatDoesNotFit() {
        Schema writer = record("{\"name\":\"id\",\"type\":[\"string\",\"int\",\"null\",\"long\"]}");

        assertThat(hasPlan(writer, READER)).isTrue();
        assertThat(read(writer, READER, with(writer, "id", 7))).containsExactly("number 7", "null");
        assertThat(read(writer, READER, with(writer, "id", 8L))).containsExactly("number 8", "null");
        assertThatThrownBy(() -> read(writer, READER, with(writer, "id", "9")))
                .isInstanceOf(SchemaIncompatibleException.class)
                .hasMessageContaining("Found string, expecting long");
        assertThatThrownBy(() -> read(writer, READER, with(writer, "id", null)))
                .isInstanceOf(SchemaIncompatibleException.class)
                .hasMessageContaining("Found null, expecting long");
    }

    @Test
    void leavesARecursiveFieldToTheResolver() {
        Schema writer = record("""
                {"name":"tree","type":{"type":"record","name":"Tree","fields":[
                  {"name":"left","type":["null","Tree"]}]}},
                {"name":"id","type":"long"}""");
        Schema tree = writer.getField("tree").schema();
        GenericRecord leaf = new GenericData.Record(tree);
        GenericRecord root = new GenericData.Record(tree);
        root.put("left", leaf);
        GenericRecord value = new GenericData.Record(writer);
        value.put("tree", root);
        value.put("id", 7L);

        assertThat(hasPlan(writer, READER)).isFalse();
        assertThat(read(writer, READER, value)).containsExactly("number 7", "null");
    }

    @Test
    void leavesDefaultsOtherThanNullToTheResolver() {
        Schema writer = record("{\"name\":\"id\",\"type\":\"long\"}");
        Schema reader = record("""
                {"name":"id","type":"int","default":3},{"name":"note","type":["string","null"],"default":"né"},
                {"name":"total","type":["long","null"],"default":5}""");
        Schema empty = record("{\"name\":\"other\",\"type\":\"boolean\"}");

        assertThat(hasPlan(empty, reader)).isFalse();
        assertThat(read(empty, reader, with(empty, "other", true)))
                .containsExactly("number 3", "text 6ec3a9", "number 5");
        assertThat(hasPlan(writer, READER)).as("null for a default").isTrue();
    }

    @Test
    void leavesArraysOfWhatTakesNoBytesToTheResolver() {
        Schema writer = record("""
                {"name":"nothings","type":{"type":"array","items":"null"}},{"name":"id","type":"long"}""");
        GenericRecord value = with(writer, "id", 7L);
        value.put("nothings", java.util.Arrays.asList(null, null));

        assertThat(hasPlan(writer, READER)).isFalse();
        assertThat(read(writer, READER, value)).containsExactly("number 7", "null");
    }

    @Test
    void leavesASchemaThatGrowsWithoutBoundsToTheResolver() {
        String last = "\"int\"";
        for (int depth = 0; depth < 14; depth++) {
            last = "{\"type\":\"record\",\"name\":\"D" + depth + "\",\"fields\":[{\"name\":\"a\",\"type\":" + last
                    + "},{\"name\":\"b\",\"type\":" + (depth == 0 ? "\"int\"" : "\"D" + (depth - 1) + "\"") + "}]}";
        }
        Schema writer = record("{\"name\":\"id\",\"type\":\"long\"},{\"name\":\"deep\",\"type\":" + last + "}");

        assertThat(hasPlan(writer, READER)).isFalse();
    }

    @Test
    void keepsTextsThatAreNotUtf8AsTheyAreEitherWay() {
        Schema writer = record("{\"name\":\"id\",\"type\":\"long\"},{\"name\":\"note\",\"type\":\"string\"}");
        FlatReaders readers = new FlatReaders(READER, registry);
        byte[] payload = Payloads.withHeader(registry.add(writer), new byte[] {2, 4, (byte) 0xc3, 'x'});

        assertThat(readers.plan().decode("t", payload, 0, payload.length))
                .isEqualTo(readers.resolver().decode("t", payload, 0, payload.length))
                .containsExactly("number 1", "text c378");
    }

    @Test
    void refusesANegativeLengthThatAvroTakesForNothing() {
        Schema writer = record("{\"name\":\"more\",\"type\":\"string\"},{\"name\":\"id\",\"type\":\"long\"}");
        FlatReaders readers = new FlatReaders(READER, registry);
        byte[] payload = Payloads.withHeader(registry.add(writer), new byte[] {1, 14});

        assertThat(readers.resolver().decode("t", payload, 0, payload.length)).containsExactly("number 7", "null");
        assertThatThrownBy(() -> readers.plan().decode("t", payload, 0, payload.length))
                .isInstanceOf(MalformedRecordException.class)
                .hasMessageContaining("Length is negative: -1");
    }

    @Test
    void stepsOverBlocksAndRefusesTheirCorruptCounts() {
        Schema writer = record("""
                {"name":"tags","type":{"type":"array","items":{"type":"map","values":"double"}}},
                {"name":"id","type":"long"}""");
        PayloadDecoder<List<String>> plan = new FlatReaders(READER, registry).plan();
        int id = registry.add(writer);
        byte[] sized = Payloads.withHeader(id, new byte[] {3, 6, 99, 99, 99, 0, 14}); // -2 elements in 3 bytes
        byte[] huge = Payloads.withHeader(id, new byte[] {-2, -1, -1, -1, -1, -1, -1, -1, 0x7f, 0, 14});
        byte[] smallest = Payloads.withHeader(id, new byte[] {-1, -1, -1, -1, -1, -1, -1, -1, -1, 1, 0, 0, 14});

        assertThat(plan.decode("t", sized, 0, sized.length)).containsExactly("number 7", "null");
        for (byte[] corrupt : List.of(huge, smallest)) {
            assertThatThrownBy(() -> plan.decode("t", corrupt, 0, corrupt.length))
                    .isInstanceOf(MalformedRecordException.class);
        }
    }

    private boolean hasPlan(Schema writer, Schema reader) {
        return new FlatReaders(reader, registry).hasPlan(writer);
    }

    /** Through the public class, which chooses. */
    private List<String> read(Schema writer, Schema reader, GenericRecord value) {
        FlatSchema schema = FlatSchema.of(reader);
        return new ProjectingDeserializer<List<String>>(
                        registry, reader, any -> {}, record -> FlatReaders.contents(record, schema))
                .deserialize("t", Payloads.of(registry.add(writer), writer, value));
    }

    private static GenericRecord with(Schema schema, String field, Object value) {
        GenericRecord record = new GenericData.Record(schema);
        record.put(field, value);
        return record;
    }

    private static Schema record(String fields) {
        return Schemas.parse("{\"type\":\"record\",\"name\":\"Row\",\"fields\":[" + fields + "]}");
    }
}
