package dev.tributary.enrich;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.definition.contract.ViewContract;
import java.util.List;
import org.apache.avro.AvroTypeException;
import org.apache.avro.Schema;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a column of a type of the contract may be written as: {@link ColumnTypeTest} has the types of the shop. */
class CapturedSchemaTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "'double' | 'double'",
                "'float' | 'float'",
                "{'type': 'string', 'postgresType': 'numeric'} | 'string'",
                "{'type': 'long', 'postgresType': 'oid'} | 'long'",
                "{'type': 'bytes', 'postgresType': 'bit(11)'} | BITS 11",
                "{'type': 'array', 'items': ['null', 'double']} | {'type': 'array', 'items': ['null', 'double']}"
            })
    void isKept(String contract, String written) {
        assertThatCode(() -> check(contract, written)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "'double' | 'float'",
                "'float' | 'double'",
                "{'type': 'string', 'postgresType': 'numeric'} | 'double'",
                "{'type': 'bytes', 'postgresType': 'bit(11)'} | BITS 16",
                "{'type': 'bytes', 'postgresType': 'bit(11)'} | 'bytes'",
                "{'type': 'array', 'items': ['null', 'double']} | {'type': 'array', 'items': ['null', 'float']}"
            })
    void isRefusedByTheNameOfTheColumn(String contract, String written) {
        assertThatThrownBy(() -> check(contract, written))
                .isInstanceOf(AvroTypeException.class)
                .hasMessageContaining("column v of Value");
    }

    private static void check(String contract, String written) {
        Schema row = row("Row", contract);
        List<ViewContract.Column> columns = row.getFields().stream()
                .map(field -> new ViewContract.Column(field, field.name()))
                .toList();
        String type = written.startsWith("BITS ")
                ? "{'type': 'bytes', 'connect.name': 'io.debezium.data.Bits', 'connect.parameters': {'length': '%s'}}"
                        .formatted(written.substring("BITS ".length()))
                : written;
        Schema envelope = Schema.createRecord("Envelope", null, null, false);
        envelope.setFields(List.of(new Schema.Field("after", row("Value", type))));

        CapturedSchema.check(CapturedTable.referenced("things", columns, "id")).accept(envelope);
    }

    private static Schema row(String name, String type) {
        return new Schema.Parser()
                .parse(
                        "{'type': 'record', 'name': '%s', 'fields': [{'name': 'id', 'type': 'long'}, {'name': 'v', 'type': ['null', %s]}]}"
                                .formatted(name, type)
                                .replace('\'', '"'));
    }
}
