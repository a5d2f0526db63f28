package dev.tributary.avro;

import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecordBase;

/** What Avro's compiler would generate, as far as it matters here. */
public final class SpecificOrder extends SpecificRecordBase {

    /** Found by Avro through reflection. */
    @SuppressWarnings("checkstyle:ConstantName")
    public static final Schema SCHEMA$ = Schemas.parse("""
            {"type":"record","name":"SpecificOrder","namespace":"dev.tributary.avro","fields":[
              {"name":"id","type":"long"},{"name":"quantity","type":"int"}]}""");

    private long id;
    private int quantity;

    public SpecificOrder() {}

    SpecificOrder(long id, int quantity) {
        this.id = id;
        this.quantity = quantity;
    }

    @Override
    public Schema getSchema() {
        return SCHEMA$;
    }

    @Override
    public Object get(int field) {
        return field == 0 ? (Object) id : (Object) quantity;
    }

    @Override
    public void put(int field, Object value) {
        if (field == 0) {
            id = (Long) value;
        } else {
            quantity = (Integer) value;
        }
    }
}
