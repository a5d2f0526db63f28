package dev.tributary.definition.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ContractChangeTest {

    private static final String BEFORE = """
            {"type":"record","name":"Order","fields":[
             {"name":"id","type":"int"},
             {"name":"size","type":["null","int"],"default":null},
             {"name":"label","type":"string"},
             {"name":"user","type":["null",{"type":"record","name":"User","fields":[
               {"name":"id","type":"long"},{"name":"email","type":["null","string"],"default":null}]}],"default":null},
             {"name":"order_lsn","type":"long"}]}""";

    private static ContractChange change(String part, String replacement) {
        assertThat(BEFORE).contains(part);
        return ContractChange.between(parse(BEFORE), parse(BEFORE.replace(part, replacement)));
    }

    private static Schema parse(String schema) {
        return new Schema.Parser().parse(schema);
    }

    @Test
    void aContractThatIsTheSameIsNoChange() {
        ContractChange same =
                change("\"name\":\"id\",\"type\":\"int\"", "\"name\":\"id\",\"type\":\"int\",\"doc\":\"x\"");

        assertThat(same.fresh()).isEmpty();
        assertThat(same.incompatible()).isEmpty();
        assertThat(same.impossible()).isEmpty();
    }

    @Test
    void aNewFieldThatCanBeNullIsCompatible() {
        ContractChange added = change(
                "{\"name\":\"id\",\"type\":\"long\"},",
                "{\"name\":\"id\",\"type\":\"long\"},{\"name\":\"bio\",\"type\":[\"null\",\"string\"],\"default\":null},");

        assertThat(added.fresh()).containsExactly("user.bio");
        assertThat(added.incompatible()).isEmpty();
        assertThat(added.impossible()).isEmpty();
    }

    static Stream<Arguments> incompatible() {
        return Stream.of(
                Arguments.of(
                        "{\"name\":\"size\",\"type\":[\"null\",\"int\"],\"default\":null},",
                        "",
                        "field size is removed"),
                Arguments.of(
                        "{\"name\":\"label\",\"type\":\"string\"}",
                        "{\"name\":\"title\",\"aliases\":[\"label\"],\"type\":\"string\"}",
                        "field label is called title"),
                Arguments.of(
                        "\"name\":\"email\"",
                        "\"name\":\"mail\",\"aliases\":[\"email\"]",
                        "field user.email is called mail"),
                Arguments.of("[\"null\",\"int\"]", "[\"null\",\"long\"]", "field size is long, and was int"),
                Arguments.of(
                        "{\"name\":\"label\",\"type\":\"string\"}",
                        "{\"name\":\"label\",\"type\":{\"type\":\"string\",\"logicalType\":\"uuid\"}}",
                        "field label is string uuid, and was string"));
    }

    @ParameterizedTest
    @MethodSource("incompatible")
    void whatReadersMissIsListed(String part, String replacement, String line) {
        ContractChange change = change(part, replacement);

        assertThat(change.incompatible()).containsExactly(line);
        assertThat(change.impossible()).isEmpty();
    }

    static Stream<Arguments> impossible() {
        return Stream.of(
                Arguments.of(
                        "{\"name\":\"id\",\"type\":\"int\"}",
                        "{\"name\":\"id\",\"type\":\"string\"}",
                        "the primary key id is string, and was int"),
                Arguments.of(
                        "{\"name\":\"id\",\"type\":\"int\"},",
                        "{\"name\":\"no\",\"type\":[\"null\",\"int\"],\"default\":null},{\"name\":\"id\",\"type\":\"int\"},",
                        "the primary key is no, and was id"),
                Arguments.of(
                        "[\"null\",\"int\"],\"default\":null",
                        "\"int\"",
                        "field size cannot be null any more, and was null in rows until now"),
                Arguments.of(
                        "{\"name\":\"label\",\"type\":\"string\"}",
                        "{\"name\":\"label\",\"type\":\"bytes\"}",
                        "field label is bytes, and was string"),
                Arguments.of("[\"null\",\"int\"]", "[\"null\",\"float\"]", "field size is float, and was int"),
                Arguments.of(
                        "{\"name\":\"label\",\"type\":\"string\"}",
                        "{\"name\":\"label\",\"type\":{\"type\":\"string\",\"postgresType\":\"jsonb\"}}",
                        "field label is string of jsonb, and was string: give the column another name (AS …)"),
                Arguments.of(
                        "[\"null\",\"int\"]",
                        "[\"null\",{\"type\":\"int\",\"logicalType\":\"date\"}]",
                        "field size is int date, and was int"),
                Arguments.of(
                        "[\"null\",\"int\"]",
                        "[\"null\",{\"type\":\"long\",\"logicalType\":\"timestamp-micros\"}]",
                        "field size is long timestamp-micros, and was int"),
                Arguments.of(
                        "{\"name\":\"label\",\"type\":\"string\"},",
                        "{\"name\":\"label\",\"type\":\"string\"},{\"name\":\"weight\",\"type\":\"int\"},",
                        "field weight is new, and has to be a union of null and its type with null as default"));
    }

    @ParameterizedTest
    @MethodSource("impossible")
    void whatCannotBeReadIsListed(String part, String replacement, String line) {
        assertThat(change(part, replacement).impossible()).anyMatch(found -> found.contains(line));
    }

    @Test
    void aFieldOfAnotherTypeIsNewToRowsThatWereWrittenBefore() {
        assertThat(change("[\"null\",\"int\"]", "[\"null\",\"long\"]").fresh()).containsExactly("size");
    }

    @Test
    void aRecordOfAnotherNameCannotBeRead() {
        assertThat(change("\"name\":\"Order\"", "\"name\":\"Sale\"").impossible())
                .singleElement()
                .asString()
                .contains("expected: Order");
    }
}
