package dev.tributary.enrich;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.definition.contract.ViewContract;
import dev.tributary.definition.key.Key;
import java.nio.file.Path;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.config.ConfigException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A view of other tables: with other names, columns that are renamed, a foreign key that is the last column, and a primary key that is
 * not the first of its row.
 */
class OtherTablesTest {

    private static final String SQL = """
            CREATE VIEW tickets AS
            SELECT t.no AS number, t.title, t.priority, t.agent, row_to_json(a) AS who
            FROM tickets t
            LEFT JOIN (SELECT nick AS name, code FROM agents) a ON t.agent = a.code;
            """;

    private static final String CONTRACT = """
            {"type": "record", "name": "Ticket", "fields": [
              {"name": "number", "type": "long"},
              {"name": "title", "type": ["null", "string"], "default": null},
              {"name": "priority", "type": "int"},
              {"name": "agent", "type": ["null", "long"], "default": null},
              {"name": "who", "type": ["null", {"type": "record", "name": "Who", "fields": [
                {"name": "name", "type": ["null", "string"]},
                {"name": "code", "type": "long"}]}], "default": null},
              {"name": "t_lsn", "type": "long"},
              {"name": "t_committed_at", "type": "long"},
              {"name": "a_lsn", "type": ["null", "long"], "default": null},
              {"name": "a_committed_at", "type": ["null", "long"], "default": null}]}""";

    private static final Schema TICKET = parse("""
            {"type": "record", "name": "Value", "namespace": "cdc.public.tickets", "fields": [
              {"name": "title", "type": ["null", "string"]},
              {"name": "no", "type": "int"},
              {"name": "agent", "type": ["null", "int"]},
              {"name": "priority", "type": "int"}]}""");

    private static final Schema AGENT = parse("""
            {"type": "record", "name": "Value", "namespace": "cdc.public.agents", "fields": [
              {"name": "code", "type": "int"},
              {"name": "nick", "type": ["null", "string"]},
              {"name": "secret", "type": ["null", "string"]}]}""");

    private final JoinedTables tables = JoinedTables.of(ViewContract.of(SQL, parse(CONTRACT)));

    @TempDir
    Path directory;

    private Pipeline pipeline;
    private ChangeEvents tickets;
    private ChangeEvents agents;

    @BeforeEach
    void open() {
        pipeline = new Pipeline(directory, tables);
        tickets = ChangeEvents.of("tickets", TICKET, pipeline.registry);
        agents = ChangeEvents.of("agents", AGENT, pipeline.registry);
    }

    @Test
    void joinsThem() {
        try (Pipeline open = pipeline) {
            open.base(7L, tickets.insert(tickets.row("Broken", 7, 3, 1), 10));
            open.referenced(0, 3L, agents.insert(agents.row(3, "Ada", "x"), 11));
            open.base(8L, tickets.insert(tickets.row(null, 8, null, 2), 12));
            open.referenced(0, 3L, agents.update(agents.row(3, "Grace", "y"), 13));
            open.referenced(0, 3L, agents.update(agents.row(3, "Grace", "not selected"), 14));
            open.base(7L, tickets.delete(15));

            assertThat(open.writtenRecords().stream()
                            .map(record -> record.key + " " + columns(record.value))
                            .toList())
                    .containsExactly(
                            "7 [7, Broken, 1, 3, null, 10]",
                            "7 [7, Broken, 1, 3, Ada of 3, 10]",
                            "8 [8, null, 2, null, null, 12]",
                            "7 [7, Broken, 1, 3, Grace of 3, 10]",
                            "7 deleted");
        }
    }

    private static String columns(GenericRecord value) {
        if (value == null) {
            return "deleted";
        }
        GenericRecord who = (GenericRecord) value.get("who");
        return List.of("number", "title", "priority", "agent").stream()
                        .map(name -> String.valueOf(value.get(name)))
                        .toList()
                        .toString()
                        .replace("]", ", ")
                + (who == null ? null : who.get("name") + " of " + who.get("code"))
                + ", " + value.get("t_lsn") + "]";
    }

    /** Whose ticket it is, and which version it was written with, is known again. */
    @Test
    void readsTheirStateBack(@TempDir Path other) {
        List<ConsumerRecord<byte[], byte[]>> written;
        try (Pipeline open = pipeline) {
            open.referenced(0, 3L, agents.insert(agents.row(3, "Ada", "x"), 11));
            open.base(7L, tickets.insert(tickets.row("Broken", 7, 3, 1), 12));
            open.base(8L, tickets.insert(tickets.row("Lost", 8, null, -5), 13));
            written = open.rawRecords();
        }
        try (Stores stores = new Stores(tables, pipeline.registry, other)) {
            stores.restore(written);
            BaseRowStore store = stores.baseRows;

            int seven = store.find(Key.of(7));
            assertThat(store.cells().hasForeignKey(seven, 0)).isTrue();
            assertThat(store.cells().foreignKey(seven, 0)).isEqualTo(Key.of(3));
            assertThat(store.cells().joined(seven, 0)).isEqualTo(new Version(11, 11_000).fingerprint());
            int eight = store.find(Key.of(8));
            assertThat(store.cells().hasForeignKey(eight, 0)).isFalse();
            assertThat(store.cells().keys().keyOf(eight)).isEqualTo(Key.of(8));
        }
    }

    @Test
    void saysWhichColumnIsBroken() {
        try (Pipeline open = pipeline) {
            open.base(7L, tickets.insert(tickets.row(CapturedTable.UNAVAILABLE, 7, 3, 1), 10));

            assertThat(open.reasons())
                    .singleElement()
                    .asString()
                    .contains("column title")
                    .contains("no = …");
        }
    }

    @Test
    void refusesWhatItCannotRunYet() {
        pipeline.close();
        assertRefused(
                SQL,
                CONTRACT.replace(
                        "{\"name\": \"number\", \"type\": \"long\"}", "{\"name\": \"number\", \"type\": \"double\"}"),
                "key column no");
        assertRefused(SQL, CONTRACT.replace("\"int\"", "{\"type\": \"map\", \"values\": \"int\"}"), "priority");
        assertRefused(
                SQL,
                CONTRACT.replace(
                        "{\"name\": \"agent\", \"type\": [\"null\", \"long\"]",
                        "{\"name\": \"agent\", \"type\": [\"null\", \"string\"]"),
                "the foreign key agent is a text in the contract, and the key code of table public.agents an integer");
    }

    private static void assertRefused(String sql, String contract, String reason) {
        ViewContract view = ViewContract.of(sql, parse(contract));
        assertThatThrownBy(() -> JoinedTables.of(view))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("tickets")
                .hasMessageContaining(reason);
    }

    private static Schema parse(String schema) {
        return new Schema.Parser().parse(schema);
    }
}
