package dev.tributary.enrich;

import dev.tributary.avro.FlatSchema;
import dev.tributary.definition.AvroNames;
import dev.tributary.definition.contract.ViewContract;
import dev.tributary.definition.key.Key;
import dev.tributary.topics.KeySerde;
import dev.tributary.topics.Partitioning;
import java.util.List;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/**
 * What the tier needs to know of a table that is captured.
 *
 * @param name names it in errors
 * @param key the column that is its primary key
 * @param encoding of its columns
 * @param envelope the reader's schema of its change events: a Debezium envelope with nothing but what is needed
 */
record CapturedTable(String name, String key, RowEncoding encoding, Schema envelope) {

    /**
     * What stands in place of a large value that did not change and that the log therefore does not carry
     * ({@code unavailable.value.placeholder} of the connector). Not Debezium's default, which anybody could type.
     */
    static final String UNAVAILABLE = "__tributary_unavailable_value__765cd26976645b4c00977043947e40fb8f7f61b8d96c2dbce"
            + "bd6bc9a29f5bba874db27f1053b7e74b9dbbbd1e8bfbb1e9";

    /** The same for a column of type hstore, which Debezium writes as JSON. */
    static final String UNAVAILABLE_HSTORE = "{\"" + UNAVAILABLE + "\":\"" + UNAVAILABLE + "\"}";

    /** @throws IllegalArgumentException naming the column, if the application cannot have it */
    static CapturedTable base(ViewContract view) {
        List<ViewContract.Column> columns = view.base().columns();
        String name = view.base().table().table();
        String key = columns.getFirst().column();
        List<String> foreignKeys =
                view.foreignKeys().stream().map(ViewContract.Column::column).toList();
        return of(name, key, new RowEncoding(name, columns, key, foreignKeys));
    }

    /**
     * @param key the column that is its primary key
     * @throws IllegalArgumentException naming the column, if the application cannot have it
     */
    static CapturedTable referenced(String name, List<ViewContract.Column> columns, String key) {
        return of(name, key, new RowEncoding(name, columns, key, List.of()));
    }

    /** Of a text: two of them, each byte as three characters, fit into the first line of a request. PostgreSQL's indexes have less, unless it is compressed. */
    static final int MOST_KEY_BYTES = 4_096;

    /**
     * Whether it stands for a primary key that the log does not have ({@code RowIdConverter} of the connector), or is another text with a
     * NUL: PostgreSQL has none, and a topic's mark and the view's index rely on that.
     */
    boolean isMissing(Key row) {
        if (row.isInteger()) {
            return row.equals(encoding.keyType().missing());
        }
        for (byte one : row.utf8()) {
            if (one == 0) {
                return true;
            }
        }
        return false;
    }

    static BrokenChangeException nothingHeld(String column, String key) {
        return new BrokenChangeException("column " + column
                + " arrived without its value, because it is large and did not change, and no earlier value of the row is known:"
                + " read the row from the table by './tributary snapshot TABLE --where \"" + key + " = …\"'");
    }

    /** @throws BrokenChangeException if the row is too large for a result to have it and the others */
    void requireSize(Key row, int bytes, int maxBytes) {
        if (bytes > maxBytes) {
            throw new BrokenChangeException("row " + row + " of table " + name + " has " + bytes
                    + " bytes, and may have "
                    + maxBytes + ", since a result has several rows and is one record: make it smaller, or raise"
                    + " max.message.bytes of the topic of the results and max.request.size of the application");
        }
    }

    /**
     * Whatever is written about a row goes to the partition that Kafka's default partitioner gives to its key, and is read back from it
     * as the state of this one. So both must be the same.
     *
     * @param key null if the change has none, which the guard says
     * @param partition that the change was in
     * @throws BrokenChangeException if it belongs to another one
     */
    void requireOwnPartition(@Nullable Key key, int partition, int partitions) {
        if (key == null) {
            return;
        }
        int expected = Partitioning.partitionOf(key, partitions);
        if (expected != partition) {
            throw new BrokenChangeException("row " + key + " of table " + name + " is in partition " + partition
                    + " and belongs to partition " + expected + " of " + partitions
                    + ": the topic was written by another partitioner than Kafka's default, or partitions were added to it;"
                    + " create it anew");
        }
    }

    private static CapturedTable of(String name, String key, RowEncoding encoding) {
        Schema text = Schema.create(Schema.Type.STRING);
        Schema number = Schema.create(Schema.Type.LONG);
        Schema before = record("Before", List.of(FlatSchema.nullable(key, KeySerde.schema(encoding.keyType()))));
        Schema source = record(
                "Source",
                List.of(
                        FlatSchema.nullable("snapshot", text),
                        FlatSchema.nullable("ts_us", number),
                        FlatSchema.nullable("lsn", number)));
        Schema envelope = record(
                "Envelope",
                List.of(
                        FlatSchema.nullable("before", before),
                        FlatSchema.nullable("after", row(AvroNames.valid(name), encoding.fieldsOfEvent())),
                        new Schema.Field("source", source),
                        new Schema.Field("op", text)));
        return new CapturedTable(name, key, encoding, envelope);
    }

    /** In a namespace of its own, since a table can have any name. */
    private static Schema row(String name, List<Schema.Field> fields) {
        return Schema.createRecord(name, null, CapturedTable.class.getPackageName() + ".row", false, fields);
    }

    private static Schema record(String name, List<Schema.Field> fields) {
        return Schema.createRecord(name, null, CapturedTable.class.getPackageName(), false, fields);
    }
}
