package dev.tributary.avro;

import org.apache.avro.Schema;

/**
 * Keeps what cannot change: the schema of an id, and the id of a schema under a subject. Misses, errors and the latest
 * version are asked anew every time.
 */
final class CachedSchemaRegistry implements SchemaRegistry {

    private record Registration(String subject, Schema schema) {}

    private final SchemaRegistry source;
    private final BoundedCache<Integer, Schema> schemas;
    private final BoundedCache<Registration, Integer> ids;

    /** @param bound entries in each of the two caches */
    CachedSchemaRegistry(SchemaRegistry source, int bound) {
        this.source = source;
        this.schemas = new BoundedCache<>(bound);
        this.ids = new BoundedCache<>(bound);
    }

    @Override
    public Schema schemaById(int id) {
        return schemas.get(id, source::schemaById);
    }

    @Override
    public int register(String subject, Schema schema) {
        return ids.get(new Registration(subject, schema), wanted -> source.register(wanted.subject(), wanted.schema()));
    }

    @Override
    public int idOf(String subject, Schema schema) {
        return ids.get(new Registration(subject, schema), wanted -> source.idOf(wanted.subject(), wanted.schema()));
    }

    @Override
    public RegisteredSchema latest(String subject) {
        return source.latest(subject);
    }

    @Override
    public void close() {
        source.close();
    }
}
