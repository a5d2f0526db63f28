package dev.tributary.confluent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.avro.AvroDeserializer;
import dev.tributary.avro.AvroSerializer;
import dev.tributary.avro.DatumReaderFactory;
import java.io.IOException;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.DecoderFactory;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** One side writes by one schema, the other reads by another: a newer one, and an older one. */
class EvolutionInteropTest {

    private static final MockRegistry REGISTRY = new MockRegistry();

    /**
     * All with ' in the place of ".
     *
     * @param fields of the writer's record
     * @param value of the writer's record, in Avro's JSON
     * @param read the same as the reader's record prints it
     */
    private record Change(String name, String fields, String value, String readFields, String read) {

        Schema writer() {
            return record(fields);
        }

        Schema reader() {
            return record(readFields);
        }

        private static Schema record(String fields) {
            return AvroType.parse("{'type': 'record', 'name': 'Row', 'fields': [" + fields + "]}");
        }

        @Override
        public String toString() {
            return name;
        }
    }

    private static final String ID = "{'name': 'id', 'type': 'int'}";

    static List<Change> changes() {
        return List.of(
                new Change(
                        "adds a field with a default",
                        ID,
                        "{'id': 7}",
                        ID + ", {'name': 'note', 'type': 'string', 'default': 'none'}",
                        "{'id': 7, 'note': 'none'}"),
                new Change(
                        "adds a field that may be null",
                        ID,
                        "{'id': 7}",
                        "{'name': 'note', 'type': ['null', 'string'], 'default': null}, " + ID,
                        "{'note': null, 'id': 7}"),
                new Change(
                        "adds fields with defaults of other types",
                        ID,
                        "{'id': 7}",
                        ID + ", {'name': 'a', 'type': {'type': 'array', 'items': 'int'}, 'default': [1, 2]}, {'name':"
                                + " 'm', 'type': {'type': 'map', 'values': 'long'}, 'default': {'k': 1}}, {'name': 'e',"
                                + " 'type': {'type': 'enum', 'name': 'E', 'symbols': ['A', 'B']}, 'default': 'B'}, {'name':"
                                + " 'd', 'type': 'double', 'default': 0.5}, {'name': 'z', 'type': 'boolean', 'default':"
                                + " true}, {'name': 'r', 'type': {'type': 'record', 'name': 'R', 'fields': [{'name': 'x',"
                                + " 'type': 'int'}]}, 'default': {'x': 3}}",
                        "{'id': 7, 'a': [1, 2], 'm': {'k': 1}, 'e': 'B', 'd': 0.5, 'z': true, 'r': {'x': 3}}"),
                new Change(
                        "drops fields",
                        "{'name': 'a', 'type': {'type': 'array', 'items': 'string'}}, " + ID
                                + ", {'name': 'm', 'type': {'type': 'map', 'values': 'bytes'}}",
                        "{'a': ['x', 'y'], 'id': 7, 'm': {'k': 'v'}}",
                        ID,
                        "{'id': 7}"),
                new Change(
                        "moves a field",
                        ID + ", {'name': 'note', 'type': 'string'}",
                        "{'id': 7, 'note': 'x'}",
                        "{'name': 'note', 'type': 'string'}, " + ID,
                        "{'note': 'x', 'id': 7}"),
                new Change(
                        "widens numbers",
                        ID + ", {'name': 'f', 'type': 'float'}",
                        "{'id': -7, 'f': 0.5}",
                        "{'name': 'id', 'type': 'long'}, {'name': 'f', 'type': 'double'}",
                        "{'id': -7, 'f': 0.5}"),
                new Change(
                        "makes a field optional",
                        ID,
                        "{'id': 7}",
                        "{'name': 'id', 'type': ['null', 'int'], 'default': null}",
                        "{'id': 7}"),
                new Change(
                        "renames a field",
                        ID,
                        "{'id': 7}",
                        "{'name': 'key', 'type': 'int', 'aliases': ['id']}",
                        "{'key': 7}"),
                new Change(
                        "adds a field to a record in a union",
                        "{'name': 'r', 'type': ['null', {'type': 'record', 'name': 'R', 'fields': [{'name': 'x',"
                                + " 'type': 'int'}]}]}",
                        "{'r': {'R': {'x': 3}}}",
                        "{'name': 'r', 'type': ['null', {'type': 'record', 'name': 'R', 'fields': [{'name': 'x',"
                                + " 'type': 'long'}, {'name': 'y', 'type': 'string', 'default': 'y'}]}]}",
                        "{'r': {'x': 3, 'y': 'y'}}"),
                new Change(
                        "adds a branch to a union",
                        "{'name': 'u', 'type': ['null', 'string']}",
                        "{'u': {'string': 's'}}",
                        "{'name': 'u', 'type': ['null', 'int', 'string']}",
                        "{'u': 's'}"),
                new Change(
                        "has fewer symbols and a default among them",
                        "{'name': 'e', 'type': {'type': 'enum', 'name': 'E', 'symbols': ['A', 'B', 'C'], 'default':"
                                + " 'A'}}",
                        "{'e': 'C'}",
                        "{'name': 'e', 'type': {'type': 'enum', 'name': 'E', 'symbols': ['A', 'B'], 'default': 'A'}}",
                        "{'e': 'A'}"));
    }

    @AfterAll
    static void stop() {
        REGISTRY.close();
    }

    @ParameterizedTest
    @MethodSource("changes")
    void confluentReadsOurs(Change change) throws IOException {
        Serializer<GenericRecord> ours = new AvroSerializer<>();
        ours.configure(REGISTRY.ours(), false);
        Deserializer<Object> confluents = Confluent.deserializer(REGISTRY.confluents(), false);

        byte[] payload = ours.serialize("topic", value(change));

        assertThat(Confluent.read(confluents, "topic", payload, change.reader()))
                .hasToString(change.read().replace('\'', '"'));
    }

    @ParameterizedTest
    @MethodSource("changes")
    void weReadConfluents(Change change) throws IOException {
        Serializer<Object> confluents = Confluent.serializer(REGISTRY.confluents(), false);
        Deserializer<GenericRecord> ours = new AvroDeserializer<>(DatumReaderFactory.projecting(change.reader()));
        ours.configure(REGISTRY.ours(), false);

        byte[] payload = confluents.serialize("topic", value(change));

        assertThat(ours.deserialize("topic", payload)).hasToString(change.read().replace('\'', '"'));
    }

    private static GenericRecord value(Change change) throws IOException {
        Schema writer = change.writer();
        return new GenericDatumReader<GenericRecord>(writer)
                .read(
                        null,
                        DecoderFactory.get().jsonDecoder(writer, change.value().replace('\'', '"')));
    }
}
