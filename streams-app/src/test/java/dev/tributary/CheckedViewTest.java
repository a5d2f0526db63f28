package dev.tributary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.config.AppConfig;
import dev.tributary.definition.ParseResult;
import dev.tributary.definition.TableReference;
import dev.tributary.definition.ViewParser;
import dev.tributary.definition.catalogue.Column;
import dev.tributary.definition.catalogue.SqlType;
import dev.tributary.definition.catalogue.Table;
import dev.tributary.definition.catalogue.TableName;
import dev.tributary.definition.contract.Contract;
import dev.tributary.definition.contract.ReservedNames;
import dev.tributary.definition.contract.ViewContract;
import dev.tributary.definition.resolved.Resolution;
import dev.tributary.definition.resolved.ResolvedView;
import dev.tributary.definition.resolved.Resolver;
import dev.tributary.enrich.EnrichTier;
import dev.tributary.http.HttpApi;
import dev.tributary.metrics.AppMetrics;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.kafka.common.config.ConfigException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The application starts with each definition that {@code view check} accepts. */
class CheckedViewTest {

    private static final Map<TableName, Table> TABLES = Stream.of(
                    table(
                            "public",
                            "items",
                            "id int4",
                            "buyer int4",
                            "seller int4",
                            "parent int4",
                            "code text",
                            "tag uuid"),
                    table("public", "users", "id int4", "name text", "a-b text", "born date", "rank numeric"),
                    table("public", "codes", "key text", "name text", "key_ text"),
                    table("other", "codes", "key text", "name text"),
                    table("public", "tags", "id uuid", "note text"),
                    table("public", "events", "id int8", "user_id int8"),
                    table("public", "Odd-Name", "row key int8", "ref int4"))
            .collect(Collectors.toMap(Table::name, table -> table));

    @TempDir
    private Path directory;

    private static Table table(String schema, String name, String... columns) {
        List<Column> all = Stream.of(columns).map(CheckedViewTest::column).toList();
        return new Table(
                new TableName(schema, name),
                Table.Kind.TABLE,
                true,
                false,
                false,
                false,
                false,
                List.of(all.getFirst().name()),
                all,
                Optional.empty());
    }

    /** @param column its name and its type; the first one of a table cannot be null */
    private static Column column(String column) {
        String type = column.substring(column.lastIndexOf(' ') + 1);
        String name = column.substring(0, column.lastIndexOf(' '));
        boolean isKey = List.of("id", "key", "row key").contains(name);
        return new Column(
                name,
                new SqlType(type, new SqlType.Origin.BuiltIn(), SqlType.Form.BASE, false, -1, type),
                !isKey,
                false,
                false,
                true);
    }

    private static Optional<Table> find(TableReference reference) {
        return Optional.ofNullable(TABLES.get(new TableName(
                reference.schema().map(name -> name.text()).orElse(TableName.DEFAULT_SCHEMA),
                reference.table().text())));
    }

    private static ResolvedView resolved(String sql) throws SQLException {
        if (!(ViewParser.parse(sql) instanceof ParseResult.Parsed parsed)) {
            throw new AssertionError(ViewParser.parse(sql));
        }
        Resolution resolution = Resolver.resolve(parsed.view(), CheckedViewTest::find);
        if (!(resolution instanceof Resolution.Resolved resolved)) {
            throw new AssertionError(resolution);
        }
        return resolved.view();
    }

    private AppConfig config(String sql, Schema contract) throws Exception {
        Path file = Files.writeString(directory.resolve("v.sql"), sql);
        Files.writeString(ViewContract.file(file), contract.toString());
        return AppConfig.load(
                null,
                Map.of(
                        "TRIBUTARY_BOOTSTRAP_SERVERS", "127.0.0.1:1",
                        "TRIBUTARY_SCHEMA_REGISTRY_URL", "http://127.0.0.1:1",
                        "TRIBUTARY_VIEW", file.toString(),
                        "TRIBUTARY_HTTP_HOST", "127.0.0.1",
                        "TRIBUTARY_HTTP_PORT", "0"));
    }

    private static void start(AppConfig config) {
        EnrichTier.requireRunnable(config);
        try (AppMetrics metrics = new AppMetrics();
                HttpApi api = HttpApi.start(config, metrics)) {
            assertThat(api).isNotNull();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "i.id, i.buyer AS seller, i.seller AS buyer, b.name AS s, s.name AS b FROM items i"
                        + " LEFT JOIN users b ON b.id = i.buyer LEFT JOIN users s ON s.id = i.seller",
                "i.id, i.buyer AS seller, i.seller AS buyer, row_to_json(buyers) AS sellers, row_to_json(sellers) AS buyers FROM items i"
                        + " LEFT JOIN (SELECT id, name FROM users) buyers ON buyers.id = i.buyer"
                        + " LEFT JOIN (SELECT name, id AS number FROM users) sellers ON sellers.number = i.seller",
                "i.id, i.buyer, i.seller, row_to_json(b) AS s, row_to_json(s) AS b FROM items i"
                        + " LEFT JOIN (SELECT id, name FROM users) b ON b.id = i.buyer"
                        + " LEFT JOIN (SELECT id, born, rank FROM users) s ON s.id = i.seller",
                "i.id AS key, i.id AS again, i.parent, i.parent AS up, p AS parent_row, q.parent AS grand FROM items i"
                        + " LEFT JOIN items p ON p.id = i.parent LEFT JOIN items q ON q.id = i.parent",
                "i.id, i.parent AS id_, p.id AS parent FROM items i LEFT JOIN items p ON p.id = i.parent",
                "c.key, c.name, o.name AS other_name, o.key AS other_key FROM codes c LEFT JOIN other.codes o ON o.key = c.key",
                "i.id, i.code, i.tag, c AS code_row, d.name AS x, d.name AS y, t AS tag_row FROM items i"
                        + " LEFT JOIN codes c ON c.key = i.code LEFT JOIN other.codes d ON d.key = i.code"
                        + " LEFT JOIN tags t ON t.id = i.tag",
                "e.id, e.user_id, u.name, u.\"a-b\" AS ab FROM events e LEFT JOIN users u ON u.id = e.user_id",
                "o.\"row key\" AS k, o.ref, u.born FROM \"Odd-Name\" o LEFT JOIN users u ON u.id = o.ref",
                "\"a b\".id, \"a b\".buyer, \"c-d\".name, \"c-d\".rank FROM items \"a b\" LEFT JOIN users \"c-d\" ON \"c-d\".id = \"a b\".buyer"
            })
    void startsWithWhatACheckAccepts(String query) throws Exception {
        String sql = "CREATE VIEW v AS SELECT " + query;
        ResolvedView view = resolved(sql);
        Contract contract = Contract.of(view, Optional.empty());
        assertThat(ReservedNames.in(ViewContract.of(view.definition(), contract.schema())))
                .isEmpty();

        AppConfig config = config(sql, contract.schema());

        assertThatCode(() -> start(config)).doesNotThrowAnyException();
    }

    /** Which a check refuses, too. */
    @Test
    void refusesNamesThatTheApiHasItself() throws Exception {
        String sql =
                "CREATE VIEW v AS SELECT i.id, i.code AS state, c.name FROM items i LEFT JOIN codes c ON c.key = i.code";
        ResolvedView view = resolved(sql);
        Schema contract = Contract.of(view, Optional.empty()).schema();

        AppConfig config = config(sql, contract);

        assertThatThrownBy(() -> start(config))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("the API uses the name of its column state itself");
        assertThat(ReservedNames.in(ViewContract.of(view.definition(), contract)))
                .containsExactly("column state");
    }
}
