package dev.tributary.enrich;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tributary.config.AppConfig;
import dev.tributary.definition.contract.ContractChange;
import dev.tributary.definition.contract.ViewContract;
import dev.tributary.definition.key.KeyType;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;

/**
 * The record in the topic of a joined table that says for which definition of the view its rows are written, and which definitions there were
 * before: {@code {"view": name, "definitions": [{"fingerprint", "contract", "columns"}, …]}}, the newest one last. Like a mark, it has a
 * key that no row has.
 *
 * <p>It is read by the thread of {@link JoinedTableReader}, and written by whoever starts the application.
 */
final class DefinitionRecord {

    private static final String KEY = "tributary.definition";
    private static final JsonMapper JSON = new JsonMapper();

    /** No result is of an older one: each start with another definition writes all of them. */
    private static final int MOST_DEFINITIONS = 50;

    private final byte[] key;
    private final ViewContract view;
    private final Definition own;
    private final Writer writer;
    /** As the topic says, or is about to; null if that was not read. */
    private volatile @Nullable History found;

    private volatile boolean isOfAnother;

    /** Appends the record to the topic. */
    @FunctionalInterface
    interface Writer {
        void write(byte[] key, byte[] value) throws InterruptedException;
    }

    /** @param view that this process runs */
    DefinitionRecord(ViewContract view, KeyType keys, Writer writer) {
        this.key = Utils.utf8(keys == KeyType.INTEGER ? KEY : "\0" + KEY);
        this.view = view;
        this.own = Definition.of(view);
        this.writer = writer;
    }

    /** In the first partition of a topic. */
    static DefinitionRecord of(AppConfig config, EnrichSettings.Referenced topics, KeyType keys) {
        return new DefinitionRecord(
                config.view(),
                keys,
                (key, value) -> JoinedTableTopic.append(config, new ProducerRecord<>(topics.rows(), 0, key, value)));
    }

    byte[] key() {
        return key;
    }

    boolean isKeyOf(ConsumerRecord<byte[], byte[]> record) {
        return Arrays.equals(record.key(), key);
    }

    /** @param running whether the rows are in use: then nobody may run another definition */
    void read(ConsumerRecord<byte[], byte[]> record, boolean running) {
        if (record.value().length == 0 || record.value()[0] != '{') {
            return; // The first version had fingerprints only, with which nothing can be compared.
        }
        History history = History.parse(record.value());
        isOfAnother = running && !history.last().isSame(own);
        found = history;
    }

    /** @throws IllegalStateException if another instance has taken the rows over; it says what to do */
    void requireOwn(String topic) {
        if (isOfAnother) {
            throw new IllegalStateException("another instance runs another definition of the view (topic " + topic
                    + "): stop all instances, and start them with the same one");
        }
    }

    /**
     * The rows are written for the definition of this process from now on. Only after {@link #requireSuccessor}.
     *
     * @param isFromFile whether the rows are from a file of this definition, so that the record may be before what was read
     */
    void takeOver(boolean isFromFile) throws InterruptedException {
        if (isToBeTakenOver(isFromFile)) {
            @Nullable History before = found;
            History now = before == null ? new History(view.name(), List.of(own)) : before.followedBy(own);
            writer.write(key, now.json());
            found = now;
        }
    }

    /**
     * Whether the rows are not known to be of the definition of this process.
     *
     * @param isFromFile as of {@link #takeOver}
     */
    boolean isToBeTakenOver(boolean isFromFile) {
        @Nullable History before = found;
        return before == null ? !isFromFile : !before.last().isSame(own);
    }

    /**
     * Makes sure that the definition of this process can take over what others wrote.
     *
     * @param topic of the rows, for messages
     * @throws IllegalStateException if it cannot; it says what to do
     */
    void requireSuccessor(String topic) {
        @Nullable History before = found;
        if (before != null) {
            requireSuccessor(topic, before);
        }
    }

    private void requireSuccessor(String topic, History before) {
        if (!before.view().equals(view.name())) {
            throw new IllegalStateException(
                    "topic " + topic + " has the rows of the view " + before.view() + ", and not of " + view.name()
                            + ". Nothing wrong was written. Give each view a tributary.enrich.application.id of its own");
        }
        view.columns().otherBase(before.last().columns()).ifPresent(base -> {
            throw refused("is of the base table " + view.base().table() + ", and was of " + base
                    + ", whose rows would stay. Give the view another name");
        });
        List<String> impossible =
                ContractChange.between(before.last().contract(), view.schema()).impossible();
        if (!impossible.isEmpty()) {
            throw refused("cannot take over what it has written: " + String.join("; ", impossible));
        }
        // Results say by their contract which definition wrote them. If that is the same, those with columns of another
        // joined table would
        // stay as they are, where the new value is null. A column of the base table is compared with what a snapshot
        // reads.
        if (before.definitions().stream()
                .anyMatch(known -> known.hasContractOf(own) && !view.columns().isJoinedAs(known.columns()))) {
            throw refused(
                    "has the contract that it had, and joins other columns or tables, or by other foreign keys: nothing"
                            + " says which results are still of before. Give what means something else another name (AS …)");
        }
    }

    private IllegalStateException refused(String reason) {
        return new IllegalStateException("the view " + view.name() + " " + reason
                + ", or have the results computed anew (docs/operations.md). Nothing wrong was written");
    }

    /**
     * A definition that there was.
     *
     * @param columns by the fields of the contract
     */
    private record Definition(String fingerprint, Schema contract, Map<String, String> columns) {

        static Definition of(ViewContract view) {
            return new Definition(
                    "%016x".formatted(view.fingerprint()),
                    view.schema(),
                    view.columns().byField());
        }

        static Definition parse(JsonNode node) {
            Map<String, String> columns = new HashMap<>();
            node.path("columns")
                    .properties()
                    .forEach(column ->
                            columns.put(column.getKey(), column.getValue().asText()));
            return new Definition(
                    node.path("fingerprint").asText(),
                    new Schema.Parser().parse(node.path("contract").toString()),
                    columns);
        }

        boolean isSame(Definition other) {
            return fingerprint.equals(other.fingerprint);
        }

        boolean hasContractOf(Definition other) {
            return SchemaNormalization.toParsingForm(contract)
                    .equals(SchemaNormalization.toParsingForm(other.contract));
        }

        JsonNode json() throws JsonProcessingException {
            ObjectNode node = JSON.createObjectNode().put("fingerprint", fingerprint);
            node.set("contract", JSON.readTree(contract.toString()));
            ObjectNode fields = node.putObject("columns");
            columns.forEach(fields::put);
            return node;
        }
    }

    /** @param definitions each once, the newest one last */
    private record History(String view, List<Definition> definitions) {

        static History parse(byte[] value) {
            try {
                JsonNode node = JSON.readTree(value);
                List<Definition> definitions = new ArrayList<>();
                node.path("definitions").forEach(definition -> definitions.add(Definition.parse(definition)));
                return new History(node.path("view").asText(), definitions);
            } catch (IOException e) {
                throw new IllegalStateException("what it says of the view's definition cannot be read", e);
            }
        }

        Definition last() {
            return definitions.getLast();
        }

        History followedBy(Definition definition) {
            List<Definition> all = new ArrayList<>(definitions);
            all.removeIf(definition::isSame);
            all.add(definition);
            return new History(view, all.subList(Math.max(0, all.size() - MOST_DEFINITIONS), all.size()));
        }

        byte[] json() {
            try {
                ObjectNode node = JSON.createObjectNode().put("view", view);
                ArrayNode all = node.putArray("definitions");
                for (Definition definition : definitions) {
                    all.add(definition.json());
                }
                return JSON.writeValueAsBytes(node);
            } catch (JsonProcessingException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
