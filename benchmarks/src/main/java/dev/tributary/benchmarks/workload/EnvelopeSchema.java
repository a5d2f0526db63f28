package dev.tributary.benchmarks.workload;

import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;

/** The schemas of change events as Debezium's PostgreSQL connector registers them. */
public final class EnvelopeSchema {

    private EnvelopeSchema() {}

    public static Schema ofOrders() {
        return envelope(
                "orders",
                SchemaBuilder.record("Value")
                        .namespace("cdc.public.orders")
                        .fields()
                        .requiredInt("id")
                        .optionalInt("user_id")
                        .optionalString("product_name")
                        .optionalInt("quantity")
                        .name("order_date")
                        .type(timestamp())
                        .withDefault(null)
                        .endRecord());
    }

    public static Schema ofUsers() {
        return envelope(
                "users",
                SchemaBuilder.record("Value")
                        .namespace("cdc.public.users")
                        .fields()
                        .requiredInt("id")
                        .optionalString("name")
                        .optionalString("email")
                        .name("created_at")
                        .type(timestamp())
                        .withDefault(null)
                        .endRecord());
    }

    private static Schema timestamp() {
        Schema micros = SchemaBuilder.builder().longType();
        micros.addProp("connect.name", "io.debezium.time.MicroTimestamp");
        return Schema.createUnion(Schema.create(Schema.Type.NULL), micros);
    }

    private static Schema envelope(String table, Schema value) {
        Schema row = Schema.createUnion(Schema.create(Schema.Type.NULL), value);
        return SchemaBuilder.record("Envelope")
                .namespace("cdc.public." + table)
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
                .type(Schema.createUnion(Schema.create(Schema.Type.NULL), transaction()))
                .withDefault(null)
                .requiredString("op")
                .optionalLong("ts_ms")
                .optionalLong("ts_us")
                .optionalLong("ts_ns")
                .endRecord();
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
