package dev.tributary.avro;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.apache.avro.Schema;
import org.apache.avro.util.RandomData;
import org.apache.kafka.common.errors.SerializationException;
import org.junit.jupiter.api.Test;

/**
 * A plan reads what Avro's resolver reads, and refuses what it refuses. A failure names the seed; {@code -Dseed=…} runs
 * that one again.
 *
 * <p>One difference is meant: the negative length of a text that nobody asked for is corrupt to a plan, and no bytes to
 * Avro.
 */
class PlanFuzzTest {

    private static final int WRITERS = 2_000;
    private static final int CORRUPTED_WRITERS = 200;
    private static final int FLIPS = 200;

    /** What came of a payload: the contents of its record, or the class of the error. */
    private record Outcome(Object result, String message) {

        boolean refused() {
            return result instanceof Class<?>;
        }
    }

    private final long seed = Long.getLong("seed", System.nanoTime());
    private final Random random = new Random(seed);
    private final InMemoryRegistry registry = new InMemoryRegistry();
    private final FlatReaders readers = new FlatReaders(RandomEnvelope.READER, registry);
    private final PayloadDecoder<List<String>> plan = readers.plan();
    private final PayloadDecoder<List<String>> resolver = readers.resolver();
    private int planned;
    private int made;

    @Test
    void readsWhatTheResolverReads() {
        int accepted = 0;
        int total = 0;
        for (int round = 0; round < WRITERS; round++) {
            Schema writer = plannedWriter();
            int id = registry.add(writer);
            for (Object value : new RandomData(writer, 3, random.nextLong())) {
                byte[] payload = Payloads.of(id, writer, value);
                Outcome expected = outcome(resolver, payload, payload.length);
                assertThat(outcome(plan, payload, payload.length).result())
                        .as("seed %d, round %d: %s as %s", seed, round, value, writer)
                        .isEqualTo(expected.result());
                accepted += expected.refused() ? 0 : 1;
                total++;
            }
        }
        assertThat(planned)
                .as("seed %d: writers with a plan, of those that were made", seed)
                .isEqualTo(WRITERS);
        assertThat(accepted).as("seed %d: records that could be read", seed).isGreaterThan(total * 3 / 4);
    }

    @Test
    void refusesEveryTruncation() {
        for (int round = 0; round < CORRUPTED_WRITERS; round++) {
            byte[] payload = randomPayload();
            boolean readable = !outcome(resolver, payload, payload.length).refused();
            for (int length = 0; length < payload.length; length++) {
                byte[] truncated = Arrays.copyOf(payload, length);
                Outcome found = outcome(plan, truncated, length);
                assertThat(found)
                        .as("seed %d, round %d: first %d of %s", seed, round, length, Arrays.toString(payload))
                        .isEqualTo(outcome(plan, payload, length)); // whatever follows in the array
                assertThat(found.refused()).isTrue();
                if (readable) {
                    assertThat(found.result()).isEqualTo(MalformedRecordException.class);
                }
            }
        }
    }

    @Test
    void agreesWithTheResolverOnCorruptBytes() {
        int survived = 0;
        for (int round = 0; round < CORRUPTED_WRITERS; round++) {
            byte[] payload = randomPayload();
            for (int flip = 0; flip < FLIPS; flip++) {
                byte[] corrupt = payload.clone();
                for (int i = random.nextInt(3); i >= 0; i--) {
                    corrupt[5 + random.nextInt(corrupt.length - 5)] = corruptByte();
                }
                Outcome found = outcome(plan, corrupt, corrupt.length);
                if (!found.message().contains("Length is negative")) {
                    assertThat(found.result())
                            .as("seed %d, round %d: %s", seed, round, Arrays.toString(corrupt))
                            .isEqualTo(
                                    outcome(resolver, corrupt, corrupt.length).result());
                }
                survived += found.refused() ? 0 : 1;
            }
        }
        assertThat(survived)
                .as("seed %d: corrupt payloads that can be read", seed)
                .isPositive();
    }

    private byte corruptByte() {
        return switch (random.nextInt(4)) {
            case 0 -> (byte) 0xff;
            case 1 -> (byte) random.nextInt(4);
            default -> (byte) random.nextInt();
        };
    }

    private byte[] randomPayload() {
        Schema writer = plannedWriter();
        Object value = new RandomData(writer, 1, random.nextLong()).iterator().next();
        return Payloads.of(registry.add(writer), writer, value);
    }

    /** Writers without a plan would be compared with themselves. */
    private Schema plannedWriter() {
        while (true) {
            made++;
            Schema writer = new RandomEnvelope(random).writer();
            if (readers.hasPlan(writer)) {
                planned++;
                return writer;
            }
            assertThat(made)
                    .as("seed %d: writers made for %d with a plan", seed, planned)
                    .isLessThan(2 * planned + 10);
        }
    }

    private static Outcome outcome(PayloadDecoder<List<String>> decoder, byte[] payload, int length) {
        try {
            return new Outcome(decoder.decode("t", payload, 0, length), "");
        } catch (SerializationException e) {
            return new Outcome(e.getClass(), String.valueOf(e.getMessage()));
        }
    }
}
