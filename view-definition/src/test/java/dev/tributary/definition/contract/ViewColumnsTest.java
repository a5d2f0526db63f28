package dev.tributary.definition.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import java.util.Map;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;

class ViewColumnsTest {

    private static final String SQL = """
            CREATE VIEW tickets AS
            SELECT t.no AS number, t.title, t.agent, row_to_json(a) AS who
            FROM help."Tickets" t
            LEFT JOIN (SELECT nick AS name, "code no" AS code FROM agents) a ON t.agent = a.code;
            """;

    private static final String FIELDS = """
            {"name": "number", "type": "long"},
            {"name": "title", "type": ["null", "string"], "default": null},
            {"name": "agent", "type": ["null", "long"], "default": null},
            {"name": "who", "type": ["null", {"type": "record", "name": "Who", "fields": [
              {"name": "name", "type": "string"},
              {"name": "code", "type": "long"}]}], "default": null},
            {"name": "t_lsn", "type": "long"},
            {"name": "t_committed_at", "type": "long"},
            {"name": "a_lsn", "type": ["null", "long"], "default": null},
            {"name": "a_committed_at", "type": ["null", "long"], "default": null}""";

    private static final Map<String, String> BEFORE = columns(SQL, FIELDS).byField();

    private static ViewColumns columns(String sql, String fields) {
        Schema contract =
                new Schema.Parser().parse("{\"type\": \"record\", \"name\": \"Ticket\", \"fields\": [" + fields + "]}");
        return ViewContract.of(sql, contract).columns();
    }

    @Test
    void eachFieldIsAColumnAndProvenanceStandsForTables() {
        assertThat(BEFORE)
                .containsExactly(
                        entry("t_lsn", "help.Tickets"),
                        entry("number", "help.Tickets.no"),
                        entry("title", "help.Tickets.title"),
                        entry("agent", "help.Tickets.agent"),
                        entry("a_lsn", "public.agents.code_no = agent"),
                        entry("who.name", "public.agents.nick"),
                        entry("who.code", "public.agents.code_no"));
        assertThat(columns(SQL, FIELDS).notIn(BEFORE)).isEmpty();
        assertThat(columns(SQL, FIELDS).isJoinedAs(BEFORE)).isTrue();
        assertThat(columns(SQL, FIELDS).otherBase(BEFORE)).isEmpty();
        assertThat(columns(SQL, FIELDS).notIn(Map.of("number", "help.Tickets.no", "who.name", "public.agents.nick")))
                .containsExactlyInAnyOrder("t_lsn", "title", "agent", "a_lsn", "who.code");
    }

    @Test
    void aFieldIsFoundByAnAliasAlsoInARow() {
        String fields = FIELDS.replace("{\"name\": \"who\",", "{\"name\": \"helper\", \"aliases\": [\"who\"],")
                .replace("{\"name\": \"name\",", "{\"name\": \"known_as\", \"aliases\": [\"name\"],");
        String sql = SQL.replace("AS who", "AS helper").replace("nick AS name", "nick AS known_as");

        assertThat(columns(sql, fields).notIn(BEFORE)).isEmpty();
        ViewColumns others =
                columns(sql.replace("nick AS", "mail AS").replace("t.title", "t.subject AS title"), fields);
        assertThat(others.notIn(BEFORE)).containsExactlyInAnyOrder("helper.known_as", "title");
        assertThat(others.isJoinedAs(BEFORE)).isFalse();
    }

    @Test
    void anotherBaseTableAndAnotherForeignKeyAreFound() {
        assertThat(columns(SQL.replace("\"Tickets\"", "\"Calls\""), FIELDS).otherBase(BEFORE))
                .contains("help.Tickets");
        ViewColumns byNumber = columns(SQL.replace("t.agent = a.code", "t.no = a.code"), FIELDS);
        assertThat(byNumber.notIn(BEFORE)).containsExactly("a_lsn");
        assertThat(byNumber.isJoinedAs(BEFORE)).isFalse();
    }
}
