package dev.tributary.tier;

import dev.tributary.avro.RegisteredSchema;
import dev.tributary.avro.SchemaRegistry;
import dev.tributary.avro.SchemaRegistryUnavailableException;
import java.time.Duration;
import java.util.function.Predicate;
import org.apache.avro.Schema;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The registry, for what reads state back, and for the view, to which that is the same as reading: waits as long as it is
 * away.
 *
 * <p>An exception in a restore callback would stop the tier ({@link StoreRestore}), and an outage is no reason for that.
 *
 * <p>Safe for use by several threads. {@link #close} closes nothing: the registry belongs to somebody else.
 */
public final class PatientRegistry implements SchemaRegistry {

    private static final Logger log = LoggerFactory.getLogger(PatientRegistry.class);
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final SchemaRegistry registry;
    private final Predicate<Duration> pause;

    /** @param closing ends the waiting: then the exception goes out, and what was being read is not counted as read */
    public PatientRegistry(SchemaRegistry registry, Closing closing) {
        this(registry, closing::pause);
    }

    PatientRegistry(SchemaRegistry registry, Predicate<Duration> pause) {
        this.registry = registry;
        this.pause = pause;
    }

    @Override
    public Schema schemaById(int id) {
        while (true) {
            try {
                return registry.schemaById(id);
            } catch (SchemaRegistryUnavailableException e) {
                log.warn("{}. Waiting for the registry; nothing is lost meanwhile", e.getMessage());
                if (!pause.test(PAUSE)) {
                    throw e;
                }
            }
        }
    }

    @Override
    public int register(String subject, Schema schema) {
        return registry.register(subject, schema);
    }

    @Override
    public int idOf(String subject, Schema schema) {
        return registry.idOf(subject, schema);
    }

    @Override
    public RegisteredSchema latest(String subject) {
        return registry.latest(subject);
    }

    @Override
    public void close() {}
}
