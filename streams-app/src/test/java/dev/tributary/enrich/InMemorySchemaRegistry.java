package dev.tributary.enrich;

import dev.tributary.avro.RegisteredSchema;
import dev.tributary.avro.SchemaRegistry;
import dev.tributary.avro.SchemaRegistryUnavailableException;
import dev.tributary.avro.UnknownSchemaException;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;

/** A registry without a network: ids count from 1, in the order of registration. */
public class InMemorySchemaRegistry implements SchemaRegistry {

    private final List<Schema> schemas = new ArrayList<>();
    private boolean away;

    synchronized void goAway() {
        away = true;
    }

    synchronized void comeBack() {
        away = false;
    }

    @Override
    public synchronized Schema schemaById(int id) {
        if (away) {
            throw new SchemaRegistryUnavailableException("the registry does not answer", null);
        }
        if (id > schemas.size()) {
            throw new UnknownSchemaException("the registry has no schema with id " + id, null);
        }
        return schemas.get(id - 1);
    }

    @Override
    public synchronized int register(String subject, Schema schema) {
        if (!schemas.contains(schema)) {
            schemas.add(schema);
        }
        return schemas.indexOf(schema) + 1;
    }

    @Override
    public synchronized int idOf(String subject, Schema schema) {
        return schemas.indexOf(schema) + 1;
    }

    @Override
    public RegisteredSchema latest(String subject) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() {}
}
