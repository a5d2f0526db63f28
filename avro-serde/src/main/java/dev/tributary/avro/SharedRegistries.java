package dev.tributary.avro;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/**
 * One registry client for each distinct configuration in the JVM. An application makes a serde for every topic it
 * touches, and an HTTP client has threads and connections of its own; the last user that closes ends them.
 */
final class SharedRegistries {

    private static final Map<RegistrySettings, Shared> OPEN = new HashMap<>();

    private SharedRegistries() {}

    static SchemaRegistry open(RegistrySettings settings) {
        synchronized (OPEN) {
            @Nullable Shared shared = OPEN.get(settings);
            if (shared == null) {
                shared = new Shared(
                        settings, new CachedSchemaRegistry(new HttpSchemaRegistry(settings), settings.cacheBound()));
                OPEN.put(settings, shared);
            }
            shared.users++;
            return new Lease(shared);
        }
    }

    private static final class Shared {
        private final RegistrySettings settings;
        private final SchemaRegistry registry;
        private int users;

        Shared(RegistrySettings settings, SchemaRegistry registry) {
            this.settings = settings;
            this.registry = registry;
        }

        void release() {
            synchronized (OPEN) {
                users--;
                if (users == 0) {
                    OPEN.remove(settings);
                    registry.close();
                }
            }
        }
    }

    /** What one user holds; closing it twice counts once. */
    private record Lease(Shared shared, AtomicBoolean closed) implements SchemaRegistry {

        Lease(Shared shared) {
            this(shared, new AtomicBoolean());
        }

        @Override
        public Schema schemaById(int id) {
            return open().schemaById(id);
        }

        @Override
        public int register(String subject, Schema schema) {
            return open().register(subject, schema);
        }

        @Override
        public int idOf(String subject, Schema schema) {
            return open().idOf(subject, schema);
        }

        @Override
        public RegisteredSchema latest(String subject) {
            return open().latest(subject);
        }

        @Override
        public void close() {
            if (closed.compareAndSet(false, true)) {
                shared.release();
            }
        }

        private SchemaRegistry open() {
            if (closed.get()) {
                throw new IllegalStateException("This schema registry client is closed");
            }
            return shared.registry;
        }
    }
}
