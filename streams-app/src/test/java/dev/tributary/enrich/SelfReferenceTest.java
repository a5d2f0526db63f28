package dev.tributary.enrich;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.definition.contract.ViewContract;
import java.nio.file.Path;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A table that refers to itself, of which results have other columns where it is joined. */
class SelfReferenceTest {

    private static final String SQL = """
            CREATE VIEW staff AS
            SELECT e.id, e.name, e.manager_id, m.title AS manager_title, row_to_json(n) AS manager
            FROM employees e
            LEFT JOIN employees m ON m.id = e.manager_id
            LEFT JOIN (SELECT id, name FROM employees) n ON n.id = e.manager_id;
            """;

    private static final String CONTRACT = """
            {"type": "record", "name": "Staff", "fields": [
              {"name": "id", "type": "long"},
              {"name": "name", "type": ["null", "string"]},
              {"name": "manager_id", "type": ["null", "long"]},
              {"name": "manager_title", "type": ["null", "string"]},
              {"name": "manager", "type": ["null", {"type": "record", "name": "Manager", "fields": [
                {"name": "id", "type": "long"},
                {"name": "name", "type": ["null", "string"]}]}]},
              {"name": "e_lsn", "type": "long"}, {"name": "e_committed_at", "type": "long"},
              {"name": "m_lsn", "type": ["null", "long"]}, {"name": "m_committed_at", "type": ["null", "long"]},
              {"name": "n_lsn", "type": ["null", "long"]}, {"name": "n_committed_at", "type": ["null", "long"]}]}""";

    private final JoinedTables tables = JoinedTables.of(ViewContract.of(SQL, new Schema.Parser().parse(CONTRACT)));

    @TempDir
    Path directory;

    @Test
    void isJoinedToItself() {
        try (Pipeline pipeline = new Pipeline(directory, tables)) {
            ChangeEvents employees = employees(pipeline);
            pipeline.base(1L, employees.insert(employees.row(1, null, "Ada", "chief"), 1));
            pipeline.base(2L, employees.insert(employees.row(2, 1, "Bob", "clerk"), 2));
            pipeline.base(3L, employees.insert(employees.row(3, 3, "Cleo", "own"), 3));
            assertThat(written(pipeline))
                    .contains("1: Ada ← null null", "2: Bob ← Ada chief")
                    .endsWith("3: Cleo ← Cleo own");

            pipeline.base(1L, employees.update(employees.row(1, null, "Ada", "queen"), 4));
            assertThat(written(pipeline)).as("nothing of its own has changed").containsExactly("2: Bob ← Ada queen");
            pipeline.base(1L, employees.update(employees.row(1, 2, "Ada", "queen"), 5));
            assertThat(written(pipeline)).containsExactly("1: Ada ← Bob clerk");
            pipeline.base(1L, employees.delete(6));
            pipeline.base(1L, null);
            assertThat(written(pipeline)).containsExactly("1: deleted", "2: Bob ← null null");
            assertThat(pipeline.deadLetters()).isEmpty();
        }
    }

    /** What a manager cannot have keeps nothing from the row itself. */
    @Test
    void whatOneSideCannotHaveKeepsNothingFromTheOther() {
        String contract = CONTRACT.replace(
                "{\"name\": \"name\", \"type\": [\"null\", \"string\"]}]}]},",
                "{\"name\": \"name\", \"type\": \"string\"}]}]},");
        JoinedTables strict = JoinedTables.of(ViewContract.of(SQL, new Schema.Parser().parse(contract)));
        try (Pipeline pipeline = new Pipeline(directory, strict)) {
            ChangeEvents employees = employees(pipeline);
            pipeline.base(1L, employees.insert(employees.row(1, null, "Ada", "chief"), 1));
            pipeline.base(1L, employees.update(employees.row(1, null, null, "chief"), 2));

            assertThat(written(pipeline)).containsExactly("1: Ada ← null null", "1: null ← null null");
            assertThat(pipeline.reasons()).singleElement().asString().contains("NULL in column name");
        }
    }

    /** The same the other way round: who refers to the row sees it change. */
    @Test
    void whatTheRowItselfCannotHaveKeepsNothingFromThoseThatReferToIt() {
        String contract = CONTRACT.replaceFirst(
                "\\{\"name\": \"name\", \"type\": \\[\"null\", \"string\"\\]\\},",
                "{\"name\": \"name\", \"type\": \"string\"},");
        JoinedTables strict = JoinedTables.of(ViewContract.of(SQL, new Schema.Parser().parse(contract)));
        try (Pipeline pipeline = new Pipeline(directory, strict)) {
            ChangeEvents employees = employees(pipeline);
            pipeline.base(1L, employees.insert(employees.row(1, null, "Ada", "chief"), 1));
            pipeline.base(2L, employees.insert(employees.row(2, 1, "Bob", "clerk"), 2));
            pipeline.base(1L, employees.update(employees.row(1, null, null, "queen"), 3));

            assertThat(written(pipeline))
                    .containsExactly("1: Ada ← null null", "2: Bob ← Ada chief", "2: Bob ← null queen");
            assertThat(pipeline.reasons()).singleElement().asString().contains("NULL in column name");
        }
    }

    private static ChangeEvents employees(Pipeline pipeline) {
        return ChangeEvents.of("employees", new Schema.Parser().parse("""
                {"type": "record", "name": "Value", "namespace": "cdc.public.employees", "fields": [
                  {"name": "id", "type": "int"},
                  {"name": "manager_id", "type": ["null", "int"]},
                  {"name": "name", "type": ["null", "string"]},
                  {"name": "title", "type": ["null", "string"]}]}"""), pipeline.registry);
    }

    private static List<String> written(Pipeline pipeline) {
        return pipeline.writtenRecords().stream()
                .map(record -> record.key + ": " + shortly(record.value))
                .toList();
    }

    private static String shortly(@Nullable GenericRecord row) {
        if (row == null) {
            return "deleted";
        }
        GenericRecord manager = (GenericRecord) row.get("manager");
        return row.get("name") + " ← " + (manager == null ? null : manager.get("name")) + " "
                + row.get("manager_title");
    }
}
