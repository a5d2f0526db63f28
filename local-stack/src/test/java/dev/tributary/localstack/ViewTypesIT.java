package dev.tributary.localstack;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The types that columns of a view can have, and those that they cannot, by a real catalogue. */
@ExtendWith(LocalStackExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ViewTypesIT {

    private static final String VIEW =
            "CREATE VIEW view1 AS SELECT t.id, t.v, s.id AS same FROM t LEFT JOIN t s ON s.id = t.id";

    private final LocalStack stack;
    private DefinitionDatabase database;

    ViewTypesIT(LocalStack stack) {
        this.stack = stack;
    }

    @BeforeAll
    void createTypes(@TempDir Path files) throws Exception {
        database = DefinitionDatabase.create(stack, "view_types", files);
        database.execute("CREATE EXTENSION citext; CREATE EXTENSION hstore; CREATE EXTENSION ltree;"
                + " CREATE TYPE mood AS ENUM ('good', 'bad'); CREATE DOMAIN small_text AS varchar(5) NOT NULL;"
                + " CREATE TYPE pair AS (a int, b int); CREATE TYPE own_range AS RANGE (subtype = float8)");
    }

    @AfterAll
    void dropDatabase() throws Exception {
        database.close();
    }

    @AfterEach
    void removeTable() throws Exception {
        database.reset();
        database.execute("DROP TABLE t");
    }

    static Stream<Arguments> supportedTypes() {
        return Stream.of(
                type("boolean", "\"boolean\""),
                type("smallint", "\"int\""),
                type("integer", "\"int\""),
                type("bigint", "\"long\""),
                type("real", "\"float\""),
                type("double precision", "\"double\""),
                type("numeric", named("string", "numeric")),
                type("numeric(12,2)", named("string", "numeric")),
                type("text", "\"string\""),
                type("varchar(20)", "\"string\""),
                type("char(3)", "\"string\""),
                type("name", "\"string\""),
                type("xml", "\"string\""),
                type("tsvector", "\"string\""),
                type("citext", "\"string\""),
                type("ltree", "\"string\""),
                type("mood", "\"string\""),
                type("small_text", "\"string\""),
                type("uuid", logical("string", "uuid")),
                type("inet", "\"string\""),
                type("cidr", "\"string\""),
                type("macaddr", "\"string\""),
                type("bytea", "\"bytes\""),
                type("json", named("string", "json")),
                type("jsonb", named("string", "jsonb")),
                type("hstore", named("string", "hstore")),
                type("date", logical("int", "date")),
                type("time", logical("long", "time-micros")),
                type("time(3)", logical("long", "time-micros")),
                type("timestamp", logical("long", "local-timestamp-micros")),
                type("timestamp(3)", logical("long", "local-timestamp-micros")),
                type("timestamptz", named("string", "timestamptz")),
                type("interval", named("string", "interval")),
                type("oid", named("long", "oid")),
                type("int4range", "\"string\""),
                type("int8range", "\"string\""),
                type("numrange", "\"string\""),
                type("tsrange", "\"string\""),
                type("tstzrange", "\"string\""),
                type("daterange", "\"string\""),
                type("bit(1)", named("boolean", "bit(1)")),
                type("bit(12)", named("bytes", "bit(12)")),
                type("bit(128)", named("bytes", "bit(128)")),
                type("text[]", array("\"string\"")),
                type("varchar(9)[]", array("\"string\"")),
                type("char(3)[]", array("\"string\"")),
                type("jsonb[]", array(named("string", "jsonb"))),
                type("bytea[]", array("\"bytes\"")),
                type("int[]", array("\"int\"")),
                type("bigint[]", array("\"long\"")));
    }

    private static Arguments type(String sql, String avro) {
        return Arguments.of(sql, avro);
    }

    private static String named(String avro, String postgres) {
        return "{\"type\":\"%s\",\"postgresType\":\"%s\"}".formatted(avro, postgres);
    }

    private static String logical(String avro, String logicalType) {
        return "{\"type\":\"%s\",\"logicalType\":\"%s\"}".formatted(avro, logicalType);
    }

    private static String array(String item) {
        return "{\"type\":\"array\",\"items\":[\"null\"," + item + "]}";
    }

    @ParameterizedTest
    @MethodSource("supportedTypes")
    void aTypeThatIsSupportedHasItsAvroType(String sql, String avro) throws Exception {
        database.execute("CREATE TABLE t (id bigint PRIMARY KEY, v %1$s, w %1$s NOT NULL)".formatted(sql));

        Schema schema = database.contract(VIEW.replace("t.v,", "t.v, t.w,"));

        assertThat(schema.getField("v").schema()).isEqualTo(parse("[\"null\"," + avro + "]"));
        assertThat(schema.getField("w").schema()).isEqualTo(parse(avro));
    }

    static Stream<Arguments> typesOfFullIdentity() {
        return Stream.of(
                type("bit(129)", named("bytes", "bit(129)")),
                type("smallint[]", array("\"int\"")),
                type("boolean[]", array("\"boolean\"")),
                type("real[]", array("\"float\"")),
                type("double precision[]", array("\"double\"")),
                type("inet[]", array("\"string\"")),
                type("oid[]", array(named("long", "oid"))),
                type("int4range[]", array("\"string\"")),
                type("int8range[]", array("\"string\"")),
                type("numrange[]", array("\"string\"")),
                type("tsrange[]", array("\"string\"")),
                type("tstzrange[]", array("\"string\"")),
                type("daterange[]", array("\"string\"")),
                type("citext[]", array("\"string\"")),
                type("ltree[]", array("\"string\"")),
                type("hstore[]", array(named("string", "hstore"))),
                type("uuid[]", array(logical("string", "uuid"))));
    }

    @ParameterizedTest
    @MethodSource("typesOfFullIdentity")
    void aTypeWhoseUnchangedValuesAreNullNeedsFullIdentity(String sql, String avro) throws Exception {
        database.execute("CREATE TABLE t (id bigint PRIMARY KEY, v %s)".formatted(sql));
        database.assertRefused(VIEW, "1:35", "ALTER TABLE \"public\".\"t\" REPLICA IDENTITY FULL");

        database.execute(database.run("sql", VIEW).out());

        assertThat(database.contract(VIEW).getField("v").schema()).isEqualTo(parse("[\"null\"," + avro + "]"));
    }

    static Stream<String> refusedTypes() {
        return Stream.of(
                "money",
                "timetz",
                "varbit",
                "varbit(9)",
                "point",
                "line",
                "circle",
                "box",
                "path",
                "polygon",
                "lseg",
                "pair",
                "int4multirange",
                "tsquery",
                "pg_lsn",
                "jsonpath",
                "own_range",
                "\"char\"",
                "macaddr8",
                "regclass",
                "numeric[]",
                "date[]",
                "time[]",
                "timestamp[]",
                "timestamptz[]",
                "interval[]",
                "mood[]",
                "small_text[]",
                "pair[]",
                "json[]",
                "name[]",
                "xml[]",
                "timetz[]",
                "cidr[]",
                "bit(1)[]",
                "int2vector",
                "point[]");
    }

    @ParameterizedTest
    @MethodSource("refusedTypes")
    void aTypeThatIsNotSupportedIsRefused(String sql) throws Exception {
        database.execute(
                "CREATE TABLE t (id bigint PRIMARY KEY, v %s); ALTER TABLE t REPLICA IDENTITY FULL".formatted(sql));

        database.assertRefused(VIEW, "1:35", "public.t.v is of type");
    }

    private static Schema parse(String schema) {
        return new Schema.Parser().parse(schema);
    }
}
