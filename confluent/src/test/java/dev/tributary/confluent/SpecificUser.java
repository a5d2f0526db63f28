package dev.tributary.confluent;

import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecordBase;

/** What Avro's compiler would generate, as far as it matters here. */
public final class SpecificUser extends SpecificRecordBase {

    /** Found by Avro through reflection. */
    @SuppressWarnings("checkstyle:ConstantName")
    public static final Schema SCHEMA$ = AvroType.parse(
            "{'type': 'record', 'name': 'SpecificUser', 'namespace': 'dev.tributary.confluent', 'fields': [{'name':"
                    + " 'id', 'type': 'long'}, {'name': 'name', 'type': {'type': 'string', 'avro.java.string':"
                    + " 'String'}}]}");

    private long id;
    private String name = "";

    public SpecificUser() {}

    SpecificUser(long id, String name) {
        this.id = id;
        this.name = name;
    }

    @Override
    public Schema getSchema() {
        return SCHEMA$;
    }

    @Override
    public Object get(int field) {
        return field == 0 ? (Object) id : name;
    }

    @Override
    public void put(int field, Object value) {
        if (field == 0) {
            id = (Long) value;
        } else {
            name = (String) value;
        }
    }
}
