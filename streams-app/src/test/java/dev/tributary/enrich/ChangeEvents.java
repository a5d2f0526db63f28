package dev.tributary.enrich;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;

/**
 * Makes change events as Debezium's PostgreSQL connector writes them: its envelope, its record names, its order of
 * fields, in Confluent's wire format.
 */
final class ChangeEvents {

    private static final String MICROS = "io.debezium.time.MicroTimestamp";

    private final Schema envelope;
    private final Schema value;
    private final int schemaId;

    private ChangeEvents(String table, Schema value, InMemorySchemaRegistry registry) {
        this.value = value;
        this.envelope = envelope(table, value);
        this.schemaId = registry.register("cdc.public." + table + "-value", envelope);
    }

    static ChangeEvents ofOrders(InMemorySchemaRegistry registry) {
        return ofOrders(registry, fields -> fields);
    }

    /** @param row a record of the table as it is */
    static ChangeEvents of(String table, Schema row, InMemorySchemaRegistry registry) {
        return new ChangeEvents(table, row, registry);
    }

    /** @param more columns that the table has besides the known ones */
    static ChangeEvents ofOrders(
            InMemorySchemaRegistry registry, UnaryOperator<SchemaBuilder.FieldAssembler<Schema>> more) {
        return ofOrders(registry, MICROS, more);
    }

    /** @param kind Debezium's name for how {@code order_date} is written */
    static ChangeEvents ofOrdersWithDate(InMemorySchemaRegistry registry, String kind) {
        return ofOrders(registry, kind, fields -> fields);
    }

    /** The table after {@code ALTER TABLE orders ALTER quantity TYPE bigint}. */
    static ChangeEvents ofOrdersWithWideQuantity(InMemorySchemaRegistry registry) {
        return ofOrders(registry, SchemaBuilder.FieldAssembler::optionalLong, MICROS, UnaryOperator.identity());
    }

    /** As a connector writes them that captures keys as 64 bits. */
    static ChangeEvents ofOrdersWithWideKey(InMemorySchemaRegistry registry) {
        Schema value = SchemaBuilder.record("Value")
                .namespace("cdc.public.orders")
                .fields()
                .requiredLong("id")
                .optionalString("product_name")
                .endRecord();
        return new ChangeEvents("orders", value, registry);
    }

    private static ChangeEvents ofOrders(
            InMemorySchemaRegistry registry,
            String dateKind,
            UnaryOperator<SchemaBuilder.FieldAssembler<Schema>> more) {
        return ofOrders(registry, SchemaBuilder.FieldAssembler::optionalInt, dateKind, more);
    }

    private static ChangeEvents ofOrders(
            InMemorySchemaRegistry registry,
            BiFunction<SchemaBuilder.FieldAssembler<Schema>, String, SchemaBuilder.FieldAssembler<Schema>> quantity,
            String dateKind,
            UnaryOperator<SchemaBuilder.FieldAssembler<Schema>> more) {
        SchemaBuilder.FieldAssembler<Schema> first = SchemaBuilder.record("Value")
                .namespace("cdc.public.orders")
                .fields()
                .requiredInt("id")
                .optionalInt("user_id")
                .optionalString("product_name");
        SchemaBuilder.FieldAssembler<Schema> fields = quantity.apply(first, "quantity")
                .name("order_date")
                .type(timestamp(dateKind))
                .withDefault(null);
        return new ChangeEvents("orders", more.apply(fields).endRecord(), registry);
    }

    static ChangeEvents ofUsers(InMemorySchemaRegistry registry) {
        Schema value = SchemaBuilder.record("Value")
                .namespace("cdc.public.users")
                .fields()
                .requiredInt("id")
                .optionalString("name")
                .optionalString("email")
                .name("created_at")
                .type(timestamp(MICROS))
                .withDefault(null)
                .endRecord();
        return new ChangeEvents("users", value, registry);
    }

    /** A record of the table, its columns in the table's order. */
    GenericRecord row(@Nullable Object... columns) {
        GenericRecord row = new GenericData.Record(value);
        for (int i = 0; i < columns.length; i++) {
            row.put(i, columns[i]);
        }
        return row;
    }

    byte[] insert(GenericRecord after, long lsn) {
        return event("c", after, "false", lsn, lsn);
    }

    byte[] update(GenericRecord after, long lsn) {
        return event("u", after, "false", lsn, lsn);
    }

    byte[] snapshot(GenericRecord after, long lsn) {
        return event("r", after, "true", lsn, lsn);
    }

    /** A row that is read while changes go on: it has no position. */
    byte[] incrementalSnapshot(GenericRecord after, long readAt) {
        return event("r", after, "incremental", null, readAt);
    }

    byte[] delete(long lsn) {
        return event("d", null, "false", lsn, lsn);
    }

    /** @param before the deleted row; with REPLICA IDENTITY DEFAULT, all of its columns but the key are null */
    byte[] delete(GenericRecord before, long lsn) {
        return event("d", before, null, "false", lsn, lsn);
    }

    /** @param committedAt commit time in milliseconds since the epoch */
    byte[] event(String op, @Nullable GenericRecord after, String snapshot, @Nullable Long lsn, long committedAt) {
        return event(op, null, after, snapshot, lsn, committedAt);
    }

    private byte[] event(
            String op,
            @Nullable GenericRecord before,
            @Nullable GenericRecord after,
            String snapshot,
            @Nullable Long lsn,
            long committedAt) {
        GenericRecord source =
                new GenericData.Record(envelope.getField("source").schema());
        source.put("version", "3.7.0.Final");
        source.put("connector", "postgresql");
        source.put("name", "cdc");
        source.put("ts_ms", committedAt);
        source.put("snapshot", snapshot);
        source.put("db", "shop");
        source.put("sequence", "[\"" + lsn + "\",\"" + lsn + "\"]");
        source.put("ts_us", committedAt * 1000);
        source.put("ts_ns", committedAt * 1_000_000);
        source.put("schema", "public");
        source.put("table", "t");
        source.put("txId", 700L);
        source.put("lsn", lsn);
        GenericRecord record = new GenericData.Record(envelope);
        record.put("before", before);
        record.put("after", after);
        record.put("source", source);
        record.put("op", op);
        record.put("ts_ms", committedAt + 5);
        record.put("ts_us", (committedAt + 5) * 1000);
        record.put("ts_ns", (committedAt + 5) * 1_000_000);
        return encode(record);
    }

    private byte[] encode(GenericRecord record) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            new DataOutputStream(bytes).write(0);
            new DataOutputStream(bytes).writeInt(schemaId);
            BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(bytes, null);
            new GenericDatumWriter<GenericRecord>(record.getSchema()).write(record, encoder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static Schema timestamp(String kind) {
        Schema micros = SchemaBuilder.builder().longType();
        micros.addProp("connect.name", kind);
        return Schema.createUnion(Schema.create(Schema.Type.NULL), micros);
    }

    private static Schema envelope(String table, Schema value) {
        Schema nullableValue = Schema.createUnion(Schema.create(Schema.Type.NULL), value);
        Schema source = SchemaBuilder.record("Source")
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
        Schema transaction = SchemaBuilder.record("block")
                .namespace("event")
                .fields()
                .requiredString("id")
                .requiredLong("total_order")
                .requiredLong("data_collection_order")
                .endRecord();
        return SchemaBuilder.record("Envelope")
                .namespace("cdc.public." + table)
                .fields()
                .name("before")
                .type(nullableValue)
                .withDefault(null)
                .name("after")
                .type(nullableValue)
                .withDefault(null)
                .name("source")
                .type(source)
                .noDefault()
                .name("transaction")
                .type(Schema.createUnion(Schema.create(Schema.Type.NULL), transaction))
                .withDefault(null)
                .requiredString("op")
                .optionalLong("ts_ms")
                .optionalLong("ts_us")
                .optionalLong("ts_ns")
                .endRecord();
    }

    static byte[] garbage() {
        return Utils.utf8("this is not Avro");
    }
}
