package dev.tributary.avro;

import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;

/** A registry without HTTP for tests of what is above it. */
final class InMemoryRegistry implements SchemaRegistry {

    private final List<Schema> schemas = new ArrayList<>();
    private int lookups;
    private int registrations;

    synchronized int add(Schema schema) {
        schemas.add(schema);
        return schemas.size();
    }

    synchronized int lookups() {
        return lookups;
    }

    synchronized int registrations() {
        return registrations;
    }

    @Override
    public synchronized Schema schemaById(int id) {
        lookups++;
        if (id < 1 || id > schemas.size()) {
            throw new UnknownSchemaException("no schema with id " + id, null);
        }
        return schemas.get(id - 1);
    }

    @Override
    public synchronized int register(String subject, Schema schema) {
        registrations++;
        return schemas.contains(schema) ? schemas.indexOf(schema) + 1 : add(schema);
    }

    @Override
    public int idOf(String subject, Schema schema) {
        throw new UnsupportedOperationException();
    }

    @Override
    public RegisteredSchema latest(String subject) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() {
        throw new AssertionError("A registry that was handed over must not be closed");
    }
}
