package dev.tributary.tier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.avro.SchemaRegistry;
import dev.tributary.avro.SchemaRegistryUnavailableException;
import dev.tributary.avro.UnknownSchemaException;
import dev.tributary.enrich.InMemorySchemaRegistry;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;

class PatientRegistryTest {

    private static final Schema LONG = Schema.create(Schema.Type.LONG);

    private final AtomicInteger asked = new AtomicInteger();

    @Test
    void asksAgainUntilThereIsAnAnswer() {
        PatientRegistry patient = new PatientRegistry(awayFor(3), length -> true);

        assertThat(patient.schemaById(7)).isEqualTo(LONG);
        assertThat(asked).hasValue(4);
    }

    @Test
    void aRefusalIsAnAnswer() {
        PatientRegistry patient = new PatientRegistry(awayFor(0), length -> true);

        assertThatThrownBy(() -> patient.schemaById(8)).isInstanceOf(UnknownSchemaException.class);
        assertThat(asked).hasValue(1);
    }

    @Test
    void stopsWaitingWhenTheTierIsClosed() throws Exception {
        Closing closing = new Closing();
        PatientRegistry patient = new PatientRegistry(awayFor(Integer.MAX_VALUE), closing);
        CountDownLatch stopped = new CountDownLatch(1);
        AtomicReference<Throwable> reason = new AtomicReference<>();
        Thread.ofVirtual().start(() -> {
            try {
                patient.schemaById(7);
            } catch (SchemaRegistryUnavailableException e) {
                reason.set(e);
            }
            stopped.countDown();
        });

        closing.begin();

        assertThat(stopped.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(reason.get()).isInstanceOf(SchemaRegistryUnavailableException.class);
        assertThat(closing.pause(Duration.ofHours(1))).isFalse();
    }

    /** Knows schema 7, when it answers. */
    private SchemaRegistry awayFor(int questions) {
        return new InMemorySchemaRegistry() {
            @Override
            public synchronized Schema schemaById(int id) {
                if (asked.getAndIncrement() < questions) {
                    throw new SchemaRegistryUnavailableException("it is away", null);
                }
                if (id != 7) {
                    throw new UnknownSchemaException("there is no schema " + id, null);
                }
                return LONG;
            }
        };
    }
}
