package dev.tributary.avro;

import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.GenericRecordBuilder;

/** Schemas and values that tests share. */
final class Schemas {

    /** A row as a client of its own would publish it. */
    static final Schema ORDER = parse("""
            {"type":"record","name":"Order","namespace":"shop","fields":[
              {"name":"id","type":"long"},
              {"name":"product","type":["null","string"],"default":null},
              {"name":"quantity","type":"int"}]}""");

    /** As Debezium's converter names things: other record names than any reader's. */
    static final Schema ENVELOPE = parse("""
            {"type":"record","name":"Envelope","namespace":"cdc.public.orders","fields":[
              {"name":"before","type":["null",{"type":"record","name":"Value","fields":[
                {"name":"id","type":"int"},
                {"name":"note","type":["null","string"],"default":null},
                {"name":"user_id","type":["null","int"],"default":null},
                {"name":"tags","type":{"type":"array","items":"string"}}]}],"default":null},
              {"name":"after","type":["null","Value"],"default":null},
              {"name":"source","type":{"type":"record","name":"Source","namespace":"io.debezium","fields":[
                {"name":"lsn","type":["null","long"],"default":null},
                {"name":"table","type":"string"}]}},
              {"name":"op","type":"string"}]}""");

    /** What a join needs of {@link #ENVELOPE}: fewer fields, another order, longs for ints, names of its own. */
    static final Schema CHANGE = parse("""
            {"type":"record","name":"OrderChange","namespace":"dev.tributary.enrich","fields":[
              {"name":"op","type":"string"},
              {"name":"after","type":["null",{"type":"record","name":"OrderRow","fields":[
                {"name":"user_id","type":["null","long"],"default":null},
                {"name":"id","type":"long"}]}],"default":null},
              {"name":"source","type":{"type":"record","name":"Origin","fields":[
                {"name":"lsn","type":["null","long"],"default":null}]}}]}""");

    private Schemas() {}

    static Schema parse(String json) {
        return new Schema.Parser().parse(json);
    }

    static GenericRecord order(long id, String product, int quantity) {
        return new GenericRecordBuilder(ORDER)
                .set("id", id)
                .set("product", product)
                .set("quantity", quantity)
                .build();
    }
}
