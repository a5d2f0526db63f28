package dev.tributary.tools.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.definition.ParseResult;
import dev.tributary.definition.TableReference;
import dev.tributary.definition.ViewParser;
import dev.tributary.definition.catalogue.Column;
import dev.tributary.definition.catalogue.SqlType;
import dev.tributary.definition.catalogue.Table;
import dev.tributary.definition.catalogue.TableName;
import dev.tributary.definition.owner.ConnectorSettings;
import dev.tributary.definition.resolved.Resolution;
import dev.tributary.definition.resolved.ResolvedView;
import dev.tributary.definition.resolved.Resolver;
import dev.tributary.tools.ToolException;
import dev.tributary.tools.connectors.ConnectorFile;
import dev.tributary.tools.connectors.ConnectorsApply;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CaptureChangeTest {

    private static final Map<String, Table> TABLES = Map.of(
            "orders", table("orders", "id", "user_id", "shop_id", "product_name", "quantity", "order_date", "note"),
            "users", table("users", "id", "name", "email", "created_at", "bio"),
            "shops", table("shops", "id", "city"));

    private static final ResolvedView SHIPPED = view("");

    private static final ConnectorFile CONNECTOR =
            ConnectorFile.read(Path.of("../connect/connectors/tributary-source.json"));

    private static Table table(String name, String... columns) {
        return new Table(
                new TableName("public", name),
                Table.Kind.TABLE,
                true,
                false,
                false,
                false,
                false,
                List.of("id"),
                Stream.of(columns).map(CaptureChangeTest::column).toList(),
                Optional.empty());
    }

    private static Column column(String name) {
        String type = name.endsWith("id") ? "int4" : "text";
        return new Column(
                name,
                new SqlType(type, new SqlType.Origin.BuiltIn(), SqlType.Form.BASE, false, -1, type),
                !name.equals("id"),
                false,
                false,
                true);
    }

    /** The shipped view with more columns of the base table. */
    private static ResolvedView view(String more) {
        return resolved(
                "CREATE VIEW \"enriched-orders\" AS SELECT o.id, o.user_id, o.product_name, o.quantity, o.order_date"
                        + more + ", row_to_json(u) AS \"user\" FROM orders o"
                        + " LEFT JOIN (SELECT id, name, email, created_at FROM users) u ON u.id = o.user_id");
    }

    private static ResolvedView resolved(String definition) {
        if (ViewParser.parse(definition) instanceof ParseResult.Parsed parsed) {
            try {
                if (Resolver.resolve(parsed.view(), CaptureChangeTest::find) instanceof Resolution.Resolved resolved) {
                    return resolved.view();
                }
            } catch (SQLException e) {
                throw new AssertionError(e);
            }
        }
        throw new AssertionError(definition);
    }

    private static Optional<Table> find(TableReference reference) {
        return Optional.ofNullable(TABLES.get(reference.table().text()));
    }

    private static ConnectorFile connector(String key, String value) {
        Map<String, String> config = new HashMap<>(CONNECTOR.config());
        config.put(key, value);
        return CONNECTOR.with(config);
    }

    private static String setting(CaptureChange change, String key) {
        return change.connector().required(key);
    }

    @Test
    void aConnectorThatCapturesAllStaysAsItIs() {
        CaptureChange change = CaptureChange.of(CONNECTOR, SHIPPED, Set.of());

        assertThat(change.connector()).isEqualTo(CONNECTOR);
        assertThat(change.captured()).isEmpty();
        assertThat(change.unneeded(SHIPPED)).isEmpty();
    }

    @Test
    void aNewColumnIsCapturedBesideTheOthersAndItsTableRead() {
        CaptureChange change = CaptureChange.of(CONNECTOR, view(", o.note"), Set.of("note"));

        assertThat(setting(change, ConnectorSettings.COLUMNS))
                .isEqualTo(CONNECTOR.required(ConnectorSettings.COLUMNS) + ",public\\.orders\\.(note)");
        assertThat(setting(change, ConnectorSettings.TABLES)).isEqualTo(CONNECTOR.required(ConnectorSettings.TABLES));
        assertThat(change.captured()).containsExactly("public.orders: note");
        assertThat(CaptureChange.toRead(change.connector())).containsExactly("public.orders");
        assertThat(CaptureChange.of(change.connector(), view(", o.note"), Set.of("note"))
                        .connector())
                .isEqualTo(change.connector());
    }

    @Test
    void aTableThatIsJoinedInAdditionIsCapturedAndRead() {
        ResolvedView view = resolved("CREATE VIEW v AS SELECT o.id, o.shop_id, s.city FROM orders o"
                + " LEFT JOIN shops s ON s.id = o.shop_id");

        CaptureChange change = CaptureChange.of(CONNECTOR, view, Set.of("shop_id", "city"));

        assertThat(setting(change, ConnectorSettings.TABLES)).endsWith(",tributary.heartbeat,public.shops");
        assertThat(setting(change, ConnectorSettings.COLUMNS))
                .endsWith(",public\\.orders\\.(shop_id),public\\.shops\\.(id|city)");
        assertThat(setting(change, ConnectorSettings.KEYS)).endsWith(",public.shops.id");
        assertThat(change.captured()).containsExactly("public.orders: shop_id", "public.shops: id, city");
        assertThat(CaptureChange.toRead(change.connector())).containsExactlyInAnyOrder("public.orders", "public.shops");
    }

    /** The view has no value of it in the rows that it has, and the topic may have none. */
    @Test
    void theTableOfAColumnThatIsNewToTheViewOnlyIsRead() {
        CaptureChange change = CaptureChange.of(CONNECTOR, SHIPPED, Set.of("user.email"));

        assertThat(change.captured()).isEmpty();
        assertThat(CaptureChange.toRead(change.connector())).containsExactly("public.users");
    }

    @Test
    void goesOnWithTheTablesThatAreStillToBeRead() {
        ConnectorFile interrupted = connector(ConnectorsApply.TO_READ, "public.users,public.orders");

        CaptureChange resumed = CaptureChange.of(interrupted, SHIPPED, Set.of());
        ConnectorFile one = CaptureChange.withoutToRead(resumed.connector(), "public.users");
        ConnectorFile none = CaptureChange.withoutToRead(one, "public.orders");

        assertThat(resumed.connector()).isEqualTo(interrupted);
        assertThat(CaptureChange.toRead(one)).containsExactly("public.orders");
        assertThat(CaptureChange.toRead(none)).isEmpty();
        assertThat(none.config()).containsEntry(ConnectorsApply.TO_READ, "");
        assertThat(CaptureChange.of(none, SHIPPED, Set.of()).connector()).isEqualTo(none);
    }

    @Test
    void aTableThatIsNoLongerCapturedIsNotRead() {
        ConnectorFile interrupted = connector(ConnectorsApply.TO_READ, "public.gone,public.users");

        assertThat(CaptureChange.toRead(
                        CaptureChange.of(interrupted, SHIPPED, Set.of()).connector()))
                .containsExactly("public.users");
    }

    @Test
    void saysWhatTheViewDoesNotNeed() {
        ResolvedView view = resolved("CREATE VIEW v AS SELECT o.id, o.user_id, o.quantity, u.name FROM orders o"
                + " LEFT JOIN users u ON u.id = o.user_id");
        ConnectorFile wide =
                connector(ConnectorSettings.TABLES, CONNECTOR.required(ConnectorSettings.TABLES) + ",public.shops");

        assertThat(CaptureChange.of(wide, view, Set.of()).unneeded(view))
                .containsExactly(
                        "public.shops",
                        "public.orders.product_name",
                        "public.orders.order_date",
                        "public.users.email",
                        "public.users.created_at");
    }

    @ParameterizedTest
    @ValueSource(strings = {ConnectorSettings.TABLES, ConnectorSettings.COLUMNS, ConnectorSettings.KEYS})
    void aConnectorThatIsNoneOfAViewIsRefused(String key) {
        assertThatThrownBy(() -> CaptureChange.of(connector(key, ""), SHIPPED, Set.of()))
                .isInstanceOf(ToolException.class)
                .hasMessageContaining("has no " + key);
    }
}
