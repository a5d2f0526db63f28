package dev.tributary.benchmarks.workload;

import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;

/** The schemas of change events as Debezium's PostgreSQL connector registers them. */
public final class EnvelopeSchema {

    private EnvelopeSchema() {}

    public static Schema of(Table table) {
        String namespace = "cdc." + table.schema() + "." + table.name();
        List<Schema.Field> columns =
                table.columns().stream().map(Column::inEvent).toList();
        Schema row = nullable(Schema.createRecord("Value", null, namespace, false, columns));
        return SchemaBuilder.record("Envelope")
                .namespace(namespace)
                .fields()
                .name("before")
                .type(row)
                .withDefault(null)
                .name("after")
                .type(row)
                .withDefault(null)
                .name("source")
                .type(source())
                .noDefault()
                .name("transaction")
                .type(nullable(transaction()))
                .withDefault(null)
                .requiredString("op")
                .optionalLong("ts_ms")
                .optionalLong("ts_us")
                .optionalLong("ts_ns")
                .endRecord();
    }

    /** What a join reads of a change event; every other field is skipped. */
    public static Schema toBeRead(Table table) {
        Schema before = SchemaBuilder.record("Before")
                .fields()
                .optionalLong(table.columns().getFirst().name())
                .endRecord();
        Schema after = Schema.createRecord("After", null, null, false, Table.toBeRead(table.columns()));
        return SchemaBuilder.record("Change")
                .fields()
                .name("before")
                .type(nullable(before))
                .withDefault(null)
                .name("after")
                .type(nullable(after))
                .withDefault(null)
                .name("source")
                .type(SchemaBuilder.record("Source")
                        .fields()
                        .name("snapshot")
                        .type(nullable(Column.Type.TEXT.toBeRead()))
                        .withDefault(null)
                        .optionalLong("ts_us")
                        .optionalLong("lsn")
                        .endRecord())
                .noDefault()
                .name("op")
                .type(Column.Type.TEXT.toBeRead())
                .noDefault()
                .endRecord();
    }

    private static Schema nullable(Schema schema) {
        return Schema.createUnion(Schema.create(Schema.Type.NULL), schema);
    }

    private static Schema source() {
        return SchemaBuilder.record("Source")
                .namespace("io.debezium.connector.postgresql")
                .fields()
                .requiredString("version")
                .requiredString("connector")
                .requiredString("name")
                .requiredLong("ts_ms")
                .name("snapshot")
                .type(Schema.createUnion(Schema.create(Schema.Type.STRING), Schema.create(Schema.Type.NULL)))
                .withDefault("false")
                .requiredString("db")
                .optionalString("sequence")
                .optionalLong("ts_us")
                .optionalLong("ts_ns")
                .requiredString("schema")
                .requiredString("table")
                .optionalLong("txId")
                .optionalLong("lsn")
                .optionalLong("xmin")
                .endRecord();
    }

    private static Schema transaction() {
        return SchemaBuilder.record("block")
                .namespace("event")
                .fields()
                .requiredString("id")
                .requiredLong("total_order")
                .requiredLong("data_collection_order")
                .endRecord();
    }
}
