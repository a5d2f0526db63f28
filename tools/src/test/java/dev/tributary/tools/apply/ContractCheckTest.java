package dev.tributary.tools.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.definition.ParseResult;
import dev.tributary.definition.ViewParser;
import dev.tributary.definition.contract.ViewContract;
import dev.tributary.tools.ToolException;
import dev.tributary.tools.definition.View;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;

class ContractCheckTest {

    private static final String FIELDS = """
            {"name":"id","type":"long"},{"name":"parent_id","type":["null","long"],"default":null},
            {"name":"size","type":["null","int"],"default":null},
            {"name":"thing_lsn","type":"long"},{"name":"thing_committed_at","type":"long"}""";

    private final List<String> notes = new ArrayList<>();

    private static Schema schema(String fields) {
        return new Schema.Parser().parse("{\"type\":\"record\",\"name\":\"Thing\",\"fields\":[" + fields + "]}");
    }

    private static ContractCheck check(String sql, Schema schema) {
        if (ViewParser.parse(sql) instanceof ParseResult.Parsed parsed) {
            View view = new View(parsed.view(), ViewContract.of(parsed.view(), schema));
            return new ContractCheck(view, Path.of("v.avsc"));
        }
        throw new AssertionError(sql);
    }

    private static ContractCheck things() {
        return check("CREATE VIEW v AS SELECT id, parent_id, size FROM things", schema(FIELDS));
    }

    @Test
    void aViewWithoutResultsHasNoValues() {
        assertThat(things().fresh(Optional.empty(), false, notes::add))
                .containsExactlyInAnyOrder("id", "parent_id", "size");
    }

    @Test
    void theContractThatIsRegisteredIsNoChange() {
        assertThat(things().fresh(Optional.of(schema(FIELDS)), false, notes::add))
                .isEmpty();
        assertThat(notes).isEmpty();
    }

    @Test
    void whatReadersMissIsAllowedByAFlagOnly() {
        Optional<Schema> before = Optional.of(
                schema(FIELDS.replace("\"size\"", "\"length\"") + ",{\"name\":\"gone\",\"type\":\"string\"}"));

        assertThatThrownBy(() -> things().fresh(before, false, notes::add))
                .isInstanceOf(ToolException.class)
                .hasMessageContaining("v.avsc is not compatible with the contract that is registered as v-value:")
                .hasMessageContaining("field length is removed\n  field gone is removed")
                .hasMessageContaining("--allow-incompatible");
        assertThat(things().fresh(before, true, notes::add)).containsExactly("size");
        assertThat(notes)
                .containsExactly("not compatible: field length is removed", "not compatible: field gone is removed");
    }

    @Test
    void anotherPrimaryKeyIsRefusedInAnyCase() {
        Optional<Schema> before = Optional.of(schema(FIELDS.replaceFirst("\"long\"", "\"string\"")));

        assertThatThrownBy(() -> things().fresh(before, true, notes::add))
                .hasMessageContaining("the primary key id is long, and was string")
                .hasMessageContaining("Computing the results anew");
    }

    @Test
    void aTableThatIsJoinedToItselfSinceIsRefused() {
        String more = ",{\"name\":\"parent_lsn\",\"type\":[\"null\",\"long\"],\"default\":null},"
                + "{\"name\":\"parent_committed_at\",\"type\":[\"null\",\"long\"],\"default\":null}";
        String size = "{\"name\":\"parent_size\",\"type\":[\"null\",\"int\"],\"default\":null},{\"name\":\"thing_lsn\"";
        Schema joined = schema(FIELDS.replace("{\"name\":\"thing_lsn\"", size) + more);
        ContractCheck check = check(
                "CREATE VIEW v AS SELECT t.id, t.parent_id, t.size, p.size AS parent_size FROM things t"
                        + " LEFT JOIN things p ON p.id = t.parent_id",
                joined);

        assertThatThrownBy(() -> check.fresh(Optional.of(schema(FIELDS)), true, notes::add))
                .hasMessageContaining("table public.things is joined to itself");
        assertThat(check.fresh(Optional.of(joined), false, notes::add)).isEmpty();
    }
}
