package dev.tributary.avro;

import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecordBase;

/** The build names only {@link SpecificOrder} in {@code org.apache.avro.SERIALIZABLE_CLASSES}. */
public final class UntrustedOrder extends SpecificRecordBase {

    public static final Schema SCHEMA$ = Schemas.parse("""
            {"type":"record","name":"UntrustedOrder","namespace":"dev.tributary.avro",
             "fields":[{"name":"id","type":"long"}]}""");

    @Override
    public Schema getSchema() {
        return SCHEMA$;
    }

    @Override
    public Object get(int field) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void put(int field, Object value) {
        throw new UnsupportedOperationException();
    }
}
