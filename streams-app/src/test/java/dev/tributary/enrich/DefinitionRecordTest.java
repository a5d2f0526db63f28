package dev.tributary.enrich;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.definition.contract.ViewContract;
import dev.tributary.definition.key.KeyType;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.avro.Schema;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which definition may take over what others have written. */
class DefinitionRecordTest {

    private static final String SQL = "CREATE VIEW trades AS SELECT o.id, o.user_id, o.note AS a, u.name AS b"
            + " FROM orders o LEFT JOIN users u ON u.id = o.user_id";

    private static final String CONTRACT = """
            {"type": "record", "name": "V", "fields": [
              {"name": "id", "type": "long"}, {"name": "user_id", "type": ["null", "long"]},
              {"name": "a", "type": ["null", "string"]}, {"name": "b", "type": ["null", "string"]},
              {"name": "o_lsn", "type": "long"}, {"name": "o_committed_at", "type": "long"},
              {"name": "u_lsn", "type": ["null", "long"]}, {"name": "u_committed_at", "type": ["null", "long"]}]}""";

    private static final String MORE_SQL = SQL.replace("u.name AS b", "u.name AS b, o.size");
    private static final String MORE = CONTRACT.replace(
            "{\"name\": \"o_lsn\"",
            "{\"name\": \"size\", \"type\": [\"null\", \"int\"], \"default\": null}, {\"name\": \"o_lsn\"");

    static final ViewContract TRADES = view(SQL, CONTRACT);

    private static ViewContract view(String sql, String contract) {
        return ViewContract.of(sql, new Schema.Parser().parse(contract));
    }

    /** What a topic has, when all of these have been started, one after the other. */
    static byte[] written(ViewContract... definitions) throws InterruptedException {
        byte @Nullable [] value = null;
        for (ViewContract definition : definitions) {
            List<byte[]> written = start(value, definition);
            if (!written.isEmpty()) {
                value = written.getLast();
            }
        }
        return Objects.requireNonNull(value);
    }

    /** Starts one where a topic has a value, and returns what it has written. */
    private static List<byte[]> start(byte @Nullable [] found, ViewContract definition) throws InterruptedException {
        List<byte[]> written = new ArrayList<>();
        DefinitionRecord record = new DefinitionRecord(definition, KeyType.INTEGER, (key, value) -> written.add(value));
        if (found != null) {
            record.read(new ConsumerRecord<>("rows", 0, 0, record.key(), found), false);
        }
        record.requireSuccessor("rows");
        assertThat(written).as("before it takes over").isEmpty();
        boolean isToBeTakenOver = record.isToBeTakenOver(false);
        record.takeOver(false);
        assertThat(written).hasSize(isToBeTakenOver ? 1 : 0);
        assertThat(record.isToBeTakenOver(false)).isFalse();
        return written;
    }

    @Test
    void theFirstStartWritesAndTheNextOneDoesNot() throws Exception {
        assertThat(start(null, TRADES)).hasSize(1);
        assertThat(start(written(TRADES), TRADES)).isEmpty();
    }

    @Test
    void takesOverWhatAnotherContractWrote() throws Exception {
        ViewContract swapped = view(MORE_SQL.replace("u.name", "u.email"), MORE);

        assertThat(start(written(TRADES), view(MORE_SQL, MORE))).hasSize(1);
        assertThat(start(written(TRADES), swapped))
                .as("results say that they are of before")
                .hasSize(1);
        assertThat(start(written(TRADES, view(MORE_SQL, MORE)), TRADES)).hasSize(1);
    }

    /** The database has renamed a column, say. What a snapshot reads is compared with what is held. */
    @Test
    void takesOverWhereAColumnOfTheBaseTableIsAnotherOne() throws Exception {
        assertThat(start(written(TRADES), view(SQL.replace("o.note", "o.remark"), CONTRACT)))
                .hasSize(1);
    }

    /** What the results of before are of could not be told. */
    @ParameterizedTest
    @ValueSource(strings = {"u.email AS b", "u.title AS b"})
    void refusesOtherJoinedColumnsWithTheSameContract(String column) throws Exception {
        byte[] before = written(TRADES);
        ViewContract other = view(SQL.replace("u.name AS b", column), CONTRACT);

        assertThatThrownBy(() -> start(before, other))
                .hasMessageContaining("the view trades has the contract that it had, and joins other columns")
                .hasMessageContaining("AS …");
    }

    @Test
    void refusesOtherJoinedTablesWithTheSameContract() throws Exception {
        byte[] before = written(TRADES);

        assertThatThrownBy(() -> start(before, view(SQL.replace("JOIN users", "JOIN people"), CONTRACT)))
                .hasMessageContaining("joins other columns or tables");
    }

    /** Results of the first one may still be there. */
    @Test
    void refusesThemAlsoIfThereWasAnotherContractInBetween() throws Exception {
        String swapped = SQL.replace("u.name", "u.email");
        byte[] before = written(TRADES, view(swapped.replace(" AS b", " AS b, o.size"), MORE));

        assertThatThrownBy(() -> start(before, view(swapped, CONTRACT)))
                .hasMessageContaining("has the contract that it had");
    }

    @Test
    void refusesAnotherBaseTable() throws Exception {
        byte[] before = written(TRADES);

        assertThatThrownBy(() -> start(before, view(SQL.replace("FROM orders", "FROM sales"), CONTRACT)))
                .hasMessageContaining("is of the base table public.sales, and was of public.orders");
    }

    @Test
    void refusesFieldsThatCannotBeReadAsWhatTheyAreNow() throws Exception {
        byte[] before = written(TRADES);
        String json = CONTRACT.replace(
                "{\"name\": \"a\", \"type\": [\"null\", \"string\"]}",
                "{\"name\": \"a\", \"type\": [\"null\", {\"type\": \"string\", \"postgresType\": \"jsonb\"}]}");

        assertThatThrownBy(() -> start(before, view(SQL, json)))
                .hasMessageContaining(
                        "cannot take over what it has written: field a is string of jsonb, and was string");
    }

    @Test
    void refusesRowsOfAnotherView() throws Exception {
        byte[] before = written(TRADES);

        assertThatThrownBy(() -> start(before, TestRows.TABLES.view()))
                .hasMessageContaining("has the rows of the view trades, and not of enriched-orders")
                .hasMessageContaining("tributary.enrich.application.id");
    }

    /** There were fingerprints, with which nothing is compared. */
    @Test
    void replacesWhatTheFirstVersionWrote() throws Exception {
        assertThat(start(Utils.utf8("trades 1 2 3"), TRADES)).hasSize(1);
    }
}
