package dev.tributary.tools.topic;

import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;

/** Records as the application publishes them. */
public final class EnrichedOrders {

    private static final Schema SCHEMA = new Schema.Parser().parse("""
                    {"type":"record","name":"EnrichedOrder","namespace":"dev.tributary","fields":[
                     {"name":"id","type":"long"},
                     {"name":"user_id","type":["null","long"],"default":null},
                     {"name":"product_name","type":["null","string"],"default":null},
                     {"name":"quantity","type":["null","int"],"default":null},
                     {"name":"order_date","type":["null",{"type":"long","logicalType":"local-timestamp-micros"}]},
                     {"name":"user","type":["null",{"type":"record","name":"EnrichedUser","fields":[
                       {"name":"id","type":"long"},
                       {"name":"name","type":["null","string"],"default":null},
                       {"name":"email","type":["null","string"],"default":null},
                       {"name":"created_at","type":["null",{"type":"long","logicalType":"local-timestamp-micros"}]}]}]},
                     {"name":"order_lsn","type":"long"},
                     {"name":"order_committed_at","type":{"type":"long","logicalType":"timestamp-micros"}},
                     {"name":"user_lsn","type":["null","long"],"default":null},
                     {"name":"user_committed_at","type":["null",{"type":"long","logicalType":"timestamp-micros"}]}]}""");

    private EnrichedOrders() {}

    public static GenericRecord order(
            long id, Long userId, String product, Integer quantity, Long orderDate, GenericRecord user) {
        GenericRecord order = new GenericData.Record(SCHEMA);
        order.put("id", id);
        order.put("user_id", userId);
        order.put("product_name", product);
        order.put("quantity", quantity);
        order.put("order_date", orderDate);
        order.put("user", user);
        order.put("order_lsn", 100L);
        order.put("order_committed_at", 1L);
        order.put("user_lsn", user == null ? null : 200L);
        order.put("user_committed_at", user == null ? null : 2L);
        return order;
    }

    public static GenericRecord user(long id, String name, String email, Long createdAt) {
        GenericRecord user = new GenericData.Record(
                SCHEMA.getField("user").schema().getTypes().get(1));
        user.put("id", id);
        user.put("name", name);
        user.put("email", email);
        user.put("created_at", createdAt);
        return user;
    }
}
