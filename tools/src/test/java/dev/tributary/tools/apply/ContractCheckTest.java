package dev.tributary.tools.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.avro.RegisteredSchema;
import dev.tributary.avro.SchemaRegistry;
import dev.tributary.avro.UnknownSchemaException;
import dev.tributary.definition.ParseResult;
import dev.tributary.definition.ViewParser;
import dev.tributary.definition.contract.ViewContract;
import dev.tributary.tools.ToolException;
import dev.tributary.tools.definition.View;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ContractCheckTest {

    private static final String FIELDS = """
            {"name":"id","type":"long"},{"name":"parent_id","type":["null","long"],"default":null},
            {"name":"size","type":["null","int"],"default":null},{"name":"kind","type":["null","string"],"default":null},
            {"name":"thing_lsn","type":"long"},{"name":"thing_committed_at","type":"long"},
            {"name":"k_lsn","type":["null","long"],"default":null},{"name":"k_committed_at","type":["null","long"],"default":null}""";

    private static final String VIEW =
            "CREATE VIEW v AS SELECT t.id, t.parent_id, t.size, k.name AS kind%s FROM things t"
                    + " LEFT JOIN kinds k ON k.id = t.parent_id";

    /** With the size of the parent, a thing too. */
    private static final String JOINED_TO_ITSELF =
            VIEW.formatted(", p.size AS parent_size") + " LEFT JOIN things p ON p.id = t.parent_id";

    private static final String FIELDS_JOINED_TO_ITSELF = FIELDS.replace(
                    "{\"name\":\"thing_lsn\"",
                    "{\"name\":\"parent_size\",\"type\":[\"null\",\"int\"],\"default\":null},{\"name\":\"thing_lsn\"")
            + ",{\"name\":\"parent_lsn\",\"type\":[\"null\",\"long\"],\"default\":null},"
            + "{\"name\":\"parent_committed_at\",\"type\":[\"null\",\"long\"],\"default\":null}";

    private final List<String> notes = new ArrayList<>();

    private static Schema schema(String fields) {
        return new Schema.Parser().parse("{\"type\":\"record\",\"name\":\"Thing\",\"fields\":[" + fields + "]}");
    }

    private static ContractCheck check(String sql, Schema schema) {
        if (ViewParser.parse(sql) instanceof ParseResult.Parsed parsed) {
            View view = new View(parsed.view(), ViewContract.of(parsed.view(), schema));
            return new ContractCheck(view, Path.of("v.avsc"), "v");
        }
        throw new AssertionError(sql);
    }

    private static final String THINGS = VIEW.formatted("");

    private static ContractCheck things() {
        return check(THINGS, schema(FIELDS));
    }

    /** Which columns the fields of a definition are. */
    private static List<Map<String, String>> columns(String sql, Schema schema) {
        return List.of(ViewContract.of(sql, schema).columns().byField());
    }

    /** The contract that is registered, and which columns it has, if that is known. */
    private static List<ContractCheck.Earlier> earlier(Optional<Schema> registered, List<Map<String, String>> columns) {
        return registered.stream()
                .map(contract -> new ContractCheck.Earlier(
                        "the contract that is registered as v-value",
                        contract,
                        columns.isEmpty() ? Map.of() : columns.getFirst()))
                .toList();
    }

    private static final List<Map<String, String>> COLUMNS = columns(THINGS, schema(FIELDS));

    @Test
    void aViewWithoutResultsHasNoValues() {
        assertThat(things().fresh(earlier(Optional.empty(), List.of()), false, notes::add))
                .containsExactlyInAnyOrder("id", "parent_id", "size", "kind");
    }

    @Test
    void theContractThatIsRegisteredIsNoChange() {
        assertThat(things().fresh(earlier(Optional.of(schema(FIELDS)), COLUMNS), false, notes::add))
                .isEmpty();
        assertThat(notes).isEmpty();
    }

    @Test
    void whatReadersMissIsAllowedByAFlagOnly() {
        Optional<Schema> before = Optional.of(
                schema(FIELDS.replace("\"size\"", "\"length\"") + ",{\"name\":\"gone\",\"type\":\"string\"}"));

        assertThatThrownBy(() -> things().fresh(earlier(before, COLUMNS), false, notes::add))
                .isInstanceOf(ToolException.class)
                .hasMessageContaining("v.avsc is not compatible with the contract that is registered as v-value:")
                .hasMessageContaining("field length is removed\n  field gone is removed")
                .hasMessageContaining("--allow-incompatible");
        assertThat(things().fresh(earlier(before, COLUMNS), true, notes::add)).containsExactly("size");
        assertThat(notes)
                .containsExactly("not compatible: field length is removed", "not compatible: field gone is removed");
    }

    @Test
    void anotherPrimaryKeyIsRefusedInAnyCase() {
        Optional<Schema> before = Optional.of(schema(FIELDS.replaceFirst("\"long\"", "\"string\"")));

        assertThatThrownBy(() -> things().fresh(earlier(before, COLUMNS), true, notes::add))
                .hasMessageContaining("the primary key id is long, and was string")
                .hasMessageContaining("Computing the results anew");
    }

    @Test
    void aTableThatIsJoinedToItselfSinceIsRefused() {
        Schema joined = schema(FIELDS_JOINED_TO_ITSELF);
        ContractCheck check = check(JOINED_TO_ITSELF, joined);

        assertThatThrownBy(() -> check.fresh(earlier(Optional.of(schema(FIELDS)), COLUMNS), true, notes::add))
                .hasMessageContaining("table public.things is joined to itself");
        assertThat(check.fresh(earlier(Optional.of(joined), columns(JOINED_TO_ITSELF, joined)), false, notes::add))
                .isEmpty();
    }

    private static final String JOINED = FIELDS.replace(
                    "{\"name\":\"thing_lsn\"",
                    "{\"name\":\"maker\",\"type\":[\"null\",\"string\"],\"default\":null},{\"name\":\"thing_lsn\"")
            + ",{\"name\":\"m_lsn\",\"type\":[\"null\",\"long\"],\"default\":null},"
            + "{\"name\":\"m_committed_at\",\"type\":[\"null\",\"long\"],\"default\":null}";
    private static final String JOINED_SQL =
            VIEW.formatted(", m.name AS maker") + " LEFT JOIN makers m ON m.id = t.parent_id";

    @Test
    void aFieldThatIsAnotherColumnOfTheBaseTableIsFresh() {
        String sql = JOINED_SQL.replace("t.size", "t.length AS size");

        assertThat(check(sql, schema(JOINED))
                        .fresh(
                                earlier(Optional.of(schema(JOINED)), columns(JOINED_SQL, schema(JOINED))),
                                false,
                                notes::add))
                .containsExactly("size");
    }

    @Test
    void withoutAnInstanceThatSaysItsColumnsAllFieldsAre() {
        assertThat(things().fresh(earlier(Optional.of(schema(FIELDS)), List.of()), false, notes::add))
                .containsExactlyInAnyOrder("id", "parent_id", "size", "kind");
    }

    /** The application would refuse these at its start. */
    @ParameterizedTest
    @CsvSource({
        "m.name AS maker,m.title AS maker,other columns or tables are joined",
        "makers m,people m,other columns or tables are joined",
        "m.id = t.parent_id,m.id = t.id,or by other foreign keys",
        "things t,stuff t,'the base table is public.stuff, and was public.things'"
    })
    void whatNoResultWouldSayIsRefused(String part, String replacement, String message) {
        ContractCheck check = check(JOINED_SQL.replace(part, replacement), schema(JOINED));
        List<Map<String, String>> before = columns(JOINED_SQL, schema(JOINED));

        assertThatThrownBy(() -> check.fresh(earlier(Optional.of(schema(JOINED)), before), true, notes::add))
                .hasMessageContaining(message);
    }

    /** The contract finds where the row comes from by the names of before. */
    @Test
    void aRowOfATableThatWasJoinedToItselfMayBeRenamed() {
        Schema renamed = schema(FIELDS_JOINED_TO_ITSELF
                .replace("\"parent_lsn\"", "\"owner_lsn\",\"aliases\":[\"parent_lsn\"]")
                .replace("\"parent_committed_at\"", "\"owner_committed_at\",\"aliases\":[\"parent_committed_at\"]"));

        assertThat(check(JOINED_TO_ITSELF, renamed)
                        .fresh(
                                earlier(
                                        Optional.of(schema(FIELDS_JOINED_TO_ITSELF)),
                                        columns(JOINED_TO_ITSELF, schema(FIELDS_JOINED_TO_ITSELF))),
                                true,
                                notes::add))
                .isEmpty();
        assertThat(notes)
                .containsExactly(
                        "not compatible: field parent_lsn is called owner_lsn",
                        "not compatible: field parent_committed_at is called owner_committed_at");
    }

    private static final int RUNS = 7;

    /** Somebody has registered another contract since, which no instance has come to write with. */
    private static SchemaRegistry registry(Optional<Schema> runs, Optional<Schema> newest) {
        return new SchemaRegistry() {
            @Override
            public Schema schemaById(int id) {
                return runs.filter(schema -> id == RUNS)
                        .orElseThrow(() -> new UnknownSchemaException("no schema " + id, null));
            }

            @Override
            public int register(String subject, Schema schema) {
                throw new AssertionError("nothing is registered");
            }

            @Override
            public int idOf(String subject, Schema schema) {
                throw new AssertionError("not asked");
            }

            @Override
            public RegisteredSchema latest(String subject) {
                assertThat(subject).isEqualTo("v-value");
                return newest.map(schema -> new RegisteredSchema(subject, 2, 8, schema))
                        .orElseThrow(() -> new UnknownSchemaException("no subject", null));
            }

            @Override
            public void close() {}
        };
    }

    private static final Schema OTHER = schema(FIELDS.replace("\"size\"", "\"length\""));

    /** Compared with what is registered, a field of every row would be missed. */
    @Test
    void whatTheInstancesRunIsCompared() {
        List<Instances.Definition> running = List.of(new Instances.Definition(Optional.of(RUNS), COLUMNS.getFirst()));

        List<ContractCheck.Earlier> earlier =
                things().earlier(registry(Optional.of(schema(FIELDS)), Optional.of(OTHER)), running);

        assertThat(things().fresh(earlier, false, notes::add)).isEmpty();
        assertThatThrownBy(() -> check(THINGS.replace("t.size", "t.size AS length"), OTHER)
                        .fresh(earlier, false, notes::add))
                .hasMessageContaining(
                        "v.avsc is not compatible with the contract that the application runs (schema 7 of the registry):\n  field size is removed");
    }

    /** One that is being started has no contract yet, and one of an older version does not say it. */
    @Test
    void theNewestOfTheRegistryStandsForWhatNoInstanceSays() {
        SchemaRegistry registry = registry(Optional.empty(), Optional.of(schema(FIELDS)));
        ContractCheck.Earlier newest =
                earlier(Optional.of(schema(FIELDS)), List.of()).getFirst();

        assertThat(things().earlier(registry, List.of())).containsExactly(newest);
        assertThat(things().earlier(registry, List.of(new Instances.Definition(Optional.empty(), COLUMNS.getFirst()))))
                .containsExactlyElementsOf(earlier(Optional.of(schema(FIELDS)), COLUMNS));
        assertThat(things().earlier(registry(Optional.empty(), Optional.empty()), List.of()))
                .isEmpty();
    }

    /** While they are stopped and started, some run the definition of before. Each one's columns are those of its own contract. */
    @Test
    void eachDefinitionThatRunsIsCompared() {
        Map<String, String> before = columns(JOINED_SQL, schema(JOINED)).getFirst();
        String now = JOINED_SQL.replace("m.name AS maker", "m.title AS maker, t.width");
        Schema contract = schema(JOINED.replace(
                "{\"name\":\"thing_lsn\"",
                "{\"name\":\"width\",\"type\":[\"null\",\"int\"],\"default\":null},{\"name\":\"thing_lsn\""));
        ContractCheck check = check(now, contract);

        List<ContractCheck.Earlier> earlier = check.earlier(
                registry(Optional.of(schema(JOINED)), Optional.of(contract)),
                List.of(
                        new Instances.Definition(Optional.of(RUNS), before),
                        new Instances.Definition(
                                Optional.empty(), columns(now, contract).getFirst())));

        assertThat(check.fresh(earlier, false, notes::add)).containsExactlyInAnyOrder("maker", "width");
    }

    @Test
    void anotherRegistryThanThatOfTheApplicationIsRefused() {
        List<Instances.Definition> running = List.of(new Instances.Definition(Optional.of(RUNS), COLUMNS.getFirst()));
        SchemaRegistry other = registry(Optional.empty(), Optional.of(schema(FIELDS)));

        assertThatThrownBy(() -> things().earlier(other, running))
                .isInstanceOf(ToolException.class)
                .hasMessageContaining("schema 7 of the registry")
                .hasMessageContaining("--schema-registry");
    }
}
