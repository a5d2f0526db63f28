package dev.tributary.enrich;

import dev.tributary.config.AppConfig;
import dev.tributary.definition.contract.ViewContract;
import dev.tributary.definition.key.KeyType;
import java.util.Arrays;
import org.apache.avro.SchemaNormalization;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;

/**
 * The record in the topic of a joined table that says for which definition of the view its rows are written: the name of the view, and
 * fingerprints of the definition, of what is joined, and of the contract. Like a mark, it has a key that no row has.
 *
 * <p>It is read by the thread of {@link UsersReader}, and written by whoever starts the application.
 */
final class DefinitionRecord {

    private static final String KEY = "tributary.definition";

    private final byte[] key;
    private final String own;
    private final Writer writer;
    /** As the topic says; null if it was not read. */
    private volatile @Nullable String found;

    /** Appends the record to the topic. */
    @FunctionalInterface
    interface Writer {
        void write(byte[] key, byte[] value) throws InterruptedException;
    }

    /** @param view that this process runs */
    DefinitionRecord(ViewContract view, KeyType keys, Writer writer) {
        this.key = Utils.utf8(keys == KeyType.INTEGER ? KEY : "\0" + KEY);
        this.own = "%s %016x %016x %016x"
                .formatted(
                        view.name(),
                        view.fingerprint(),
                        view.joinsFingerprint(),
                        SchemaNormalization.parsingFingerprint64(view.schema()));
        this.writer = writer;
    }

    /** In the first partition of a topic. */
    static DefinitionRecord of(AppConfig config, EnrichSettings.Referenced topics, KeyType keys) {
        return new DefinitionRecord(
                config.view(),
                keys,
                (key, value) -> UsersTopic.append(config, new ProducerRecord<>(topics.rows(), 0, key, value)));
    }

    /** What the record of this process has as its key and value. */
    byte[] key() {
        return key;
    }

    byte[] value() {
        return Utils.utf8(own);
    }

    boolean isKeyOf(ConsumerRecord<byte[], byte[]> record) {
        return Arrays.equals(record.key(), key);
    }

    /**
     * Reads the record.
     *
     * @param running whether the rows are in use: then nobody may run another definition
     * @throws IllegalStateException if somebody does; it says what to do
     */
    void read(ConsumerRecord<byte[], byte[]> record, boolean running) {
        String value = Utils.utf8(record.value());
        if (running && !value.equals(own)) {
            throw new IllegalStateException("another instance runs another definition of the view (topic "
                    + record.topic() + "): stop all instances, and start them with the same one");
        }
        found = value;
    }

    /**
     * The rows are written for the definition of this process from now on.
     *
     * @param topic of the rows, for messages
     * @param isFromFile whether the rows are from a file of this definition, so that the record may be before what was read
     * @throws IllegalStateException if this definition cannot take over what the other one wrote; it says what to do
     */
    void takeOver(String topic, boolean isFromFile) throws InterruptedException {
        @Nullable String before = found;
        if (before == null && isFromFile) {
            return;
        }
        if (before != null) {
            requireSuccessor(topic, before.split(" ", -1), own.split(" ", -1));
        }
        if (!own.equals(before)) {
            writer.write(key, value());
        }
    }

    /**
     * Results say by their contract which definition wrote them. If that is the same, those with columns of another joined table would stay as
     * they are, where the new value is null. A column of the base table is compared with what a snapshot reads.
     */
    private static void requireSuccessor(String topic, String[] before, String[] now) {
        if (!before[0].equals(now[0])) {
            throw new IllegalStateException(
                    "topic " + topic + " has the rows of the view " + before[0] + ", and not of " + now[0]
                            + ". Nothing wrong was written. Give each view a tributary.enrich.application.id of its own");
        }
        if (!before[2].equals(now[2]) && before[3].equals(now[3])) {
            throw new IllegalStateException(
                    "the view " + now[0] + " has the contract that it had, and joins other columns or"
                            + " tables, or by other foreign keys: nothing says which results are still of before. Nothing wrong"
                            + " was written. Give what means something else another name (AS …), or have the results computed"
                            + " anew (docs/operations.md)");
        }
    }
}
