package dev.tributary.definition.resolved;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.definition.SampleTables;
import dev.tributary.definition.catalogue.Column;
import dev.tributary.definition.catalogue.SqlType;
import dev.tributary.definition.catalogue.SqlType.Form;
import dev.tributary.definition.catalogue.SqlType.Origin;
import dev.tributary.definition.catalogue.Table;
import dev.tributary.definition.catalogue.Table.Kind;
import dev.tributary.definition.catalogue.TableName;
import dev.tributary.definition.key.KeyType;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class KeyTypesTest {

    private static final String VIEW = "CREATE VIEW v AS SELECT t.k, s.k AS same FROM t LEFT JOIN t s ON s.k = t.k";
    private static final String REMEDY = "use smallint, integer, bigint, text, varchar or uuid";

    @ParameterizedTest
    @CsvSource({"int2, INTEGER", "int4, INTEGER", "int8, INTEGER", "text, TEXT", "varchar, TEXT", "uuid, UUID"})
    void ofAColumn(String type, KeyType key) {
        assertThat(KeyTypes.of(column(builtIn(type, type), true))).contains(key);
    }

    /** The catalogue says what it is over; only its written name is its own. */
    @Test
    void aDomainIsOfTheTypeThatItIsOver() {
        assertThat(KeyTypes.of(column(builtIn("varchar", "shop.code"), true))).contains(KeyType.TEXT);
        assertThat(new SampleTables()
                        .with(table(column(builtIn("uuid", "shop.id"), true)))
                        .resolved(VIEW)
                        .key()
                        .name())
                .isEqualTo("k");
    }

    static Stream<Arguments> refused() {
        return Stream.of(
                Arguments.of(builtIn("bpchar", "character(3)"), true, "its type is character(3)", REMEDY),
                Arguments.of(builtIn("numeric", "numeric(10,0)"), true, "its type is numeric(10,0)", REMEDY),
                Arguments.of(builtIn("name", "name"), true, "its type is name", REMEDY),
                Arguments.of(builtIn("date", "date"), true, "its type is date", REMEDY),
                Arguments.of(
                        new SqlType("citext", new Origin.Extension("citext"), Form.BASE, false, -1, "citext"),
                        true,
                        "its type is citext",
                        REMEDY),
                Arguments.of(
                        new SqlType("mood", new Origin.User(), Form.ENUM, false, -1, "mood"),
                        true,
                        "its type is mood",
                        REMEDY),
                Arguments.of(
                        new SqlType("text", new Origin.User(), Form.BASE, false, -1, "own.text"),
                        true,
                        "its type is own.text",
                        REMEDY),
                Arguments.of(
                        new SqlType("text", new Origin.BuiltIn(), Form.BASE, true, -1, "text[]"),
                        true,
                        "its type is text[]",
                        REMEDY),
                Arguments.of(
                        builtIn("text", "text"),
                        false,
                        "its type is text with a nondeterministic collation",
                        REMEDY + " with a deterministic collation"));
    }

    @ParameterizedTest
    @MethodSource("refused")
    void saysWhyAColumnIsNoKey(SqlType type, boolean bytewise, String problem, String remedy) {
        Column column = column(type, bytewise);

        assertThat(KeyTypes.of(column)).isEmpty();
        assertThat(new SampleTables().with(table(column)).refusals(VIEW).getFirst())
                .satisfies(refusal -> {
                    assertThat(refusal.problem()).isEqualTo("public.t.k cannot be a key: " + problem);
                    assertThat(refusal.remedy()).isEqualTo(remedy);
                });
    }

    /** A key is compared with keys of its own kind. */
    @ParameterizedTest
    @CsvSource({"int4, text", "text, uuid", "uuid, varchar", "varchar, int8"})
    void aForeignKeyIsOfTheKindOfThePrimaryKey(String foreignKey, String primaryKey) {
        SampleTables tables = new SampleTables()
                .with("t", "id int4!", "r " + foreignKey)
                .with("other", "k " + primaryKey + "!", "name text");

        assertThat(tables.refusals("CREATE VIEW v AS SELECT t.id, t.r, o.name FROM t LEFT JOIN other o ON o.k = t.r"))
                .singleElement()
                .satisfies(refusal -> assertThat(refusal.problem())
                        .isEqualTo("t.r of type " + foreignKey + " does not refer to a key of type " + primaryKey));
    }

    @Test
    void aVarcharRefersToAText() {
        SampleTables tables =
                new SampleTables().with("t", "id int4!", "r varchar").with("other", "k text!", "name text");

        assertThat(tables.resolved("CREATE VIEW v AS SELECT t.id, t.r, o.name FROM t LEFT JOIN other o ON o.k = t.r")
                        .joins())
                .hasSize(1);
    }

    private static SqlType builtIn(String name, String written) {
        return new SqlType(name, new Origin.BuiltIn(), Form.BASE, false, -1, written);
    }

    private static Column column(SqlType type, boolean bytewise) {
        return new Column("k", type, false, false, false, bytewise);
    }

    private static Table table(Column key) {
        return new Table(
                new TableName("public", "t"),
                Kind.TABLE,
                true,
                false,
                false,
                false,
                false,
                List.of("k"),
                List.of(key),
                Optional.empty());
    }
}
