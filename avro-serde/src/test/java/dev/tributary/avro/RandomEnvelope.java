package dev.tributary.avro;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.apache.avro.Schema;

/** Writer schemas as tables and Debezium's envelope may come to look: reordered, with more and fewer fields. */
final class RandomEnvelope {

    /** What is read of any of them. */
    static final Schema READER = Schemas.parse("""
            {"type":"record","name":"OrderEnvelope","namespace":"own","fields":[
              {"name":"after","default":null,"type":["null",{"type":"record","name":"OrderColumns","fields":[
                {"name":"id","type":"long"},
                {"name":"user_id","type":["null","long"],"default":null},
                {"name":"product_name","type":["null",{"type":"string","avro.java.string":"String"}],"default":null},
                {"name":"quantity","type":["null","int"],"default":null},
                {"name":"order_date","type":["null","long"],"default":null},
                {"name":"gift","type":["null","boolean"],"default":null},
                {"name":"weight","type":["null","float"],"default":null},
                {"name":"price","type":["null","double"],"default":null},
                {"name":"picture","type":["null","bytes"],"default":null}]}]},
              {"name":"source","type":{"type":"record","name":"Source","fields":[
                {"name":"snapshot","type":["null",{"type":"string","avro.java.string":"String"}],"default":null},
                {"name":"ts_us","type":["null","long"],"default":null},
                {"name":"lsn","type":["null","long"],"default":null}]}},
              {"name":"op","type":{"type":"string","avro.java.string":"String"}}]}""");

    private static final Schema NULL = Schema.create(Schema.Type.NULL);
    private static final Schema STRING = Schema.create(Schema.Type.STRING);
    private static final Schema INT = Schema.create(Schema.Type.INT);

    private final Random random;
    private final RandomSchema others;
    private int names;

    RandomEnvelope(Random random) {
        this.random = random;
        this.others = new RandomSchema(random);
    }

    Schema writer() {
        Schema row = row();
        List<Schema.Field> fields = new ArrayList<>();
        add(fields, "op", random.nextInt(8) == 0 ? Schema.createUnion(STRING, NULL, INT) : STRING);
        add(fields, "source", source());
        if (random.nextInt(10) > 0) {
            add(fields, "after", random.nextInt(10) == 0 ? row : nullable(row));
        }
        if (random.nextInt(4) > 0) {
            add(fields, "before", nullable(row));
        }
        if (random.nextBoolean()) {
            add(fields, "transaction", nullable(others.record()));
        }
        return record("Envelope", fields);
    }

    private Schema row() {
        List<Schema.Field> columns = new ArrayList<>();
        add(columns, "id", integer());
        addOptional(columns, "user_id", integer());
        addOptional(columns, "product_name", STRING);
        addOptional(columns, "quantity", INT);
        addOptional(columns, "order_date", Schema.create(Schema.Type.LONG));
        addOptional(columns, "gift", Schema.create(Schema.Type.BOOLEAN));
        addOptional(columns, "weight", Schema.create(Schema.Type.FLOAT));
        addOptional(columns, "price", Schema.create(Schema.Type.DOUBLE));
        addOptional(columns, "picture", Schema.create(Schema.Type.BYTES));
        return record("Value", columns);
    }

    private Schema source() {
        List<Schema.Field> fields = new ArrayList<>();
        addOptional(fields, "snapshot", STRING);
        addOptional(fields, "ts_us", Schema.create(Schema.Type.LONG));
        addOptional(fields, "lsn", integer());
        return record("Source", fields);
    }

    private Schema integer() {
        return Schema.create(random.nextBoolean() ? Schema.Type.INT : Schema.Type.LONG);
    }

    private Schema nullable(Schema schema) {
        return random.nextBoolean() ? Schema.createUnion(NULL, schema) : Schema.createUnion(schema, NULL);
    }

    private void addOptional(List<Schema.Field> fields, String name, Schema schema) {
        switch (random.nextInt(8)) {
            case 0 -> {}
            case 1 -> add(fields, name, schema);
            case 2 -> add(fields, name, Schema.createUnion(schema));
            default -> add(fields, name, nullable(schema));
        }
    }

    private static void add(List<Schema.Field> fields, String name, Schema schema) {
        fields.add(new Schema.Field(name, schema));
    }

    /** With fields that nobody reads, in any order. */
    private Schema record(String name, List<Schema.Field> fields) {
        for (int i = random.nextInt(5); i > 0; i--) {
            add(fields, "more" + names++, others.any(2));
        }
        Collections.shuffle(fields, random);
        return Schema.createRecord(name, null, "cdc", false, fields);
    }
}
