package dev.tributary.benchmarks.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.avro.DatumReaderFactory;
import dev.tributary.benchmarks.workload.Column;
import dev.tributary.benchmarks.workload.DataSet;
import dev.tributary.benchmarks.workload.InventoryTables;
import dev.tributary.benchmarks.workload.Joined;
import dev.tributary.benchmarks.workload.SampleJoin;
import dev.tributary.benchmarks.workload.ShopTables;
import dev.tributary.benchmarks.workload.TableRow;
import dev.tributary.localstack.Project;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Results as contenders write them, beside what the driver computes from the rows. */
class ResultColumnsTest {

    /** Order 1, which refers to row 7 by each foreign key; each joined table has this row, or none. */
    private record Sample(DataSet dataSet, boolean isJoined) {

        TableRow order() {
            return dataSet.foreignKeys() == 1 ? TableRow.of(1, 1, 7) : TableRow.of(1, 1, 7, 7);
        }

        long expected() {
            return SampleJoin.hash(dataSet, isJoined);
        }

        /** Each column of the result as a field, or in the row that has it. */
        GenericRecord result(boolean flat) {
            GenericRecord result = new GenericData.Record(new ResultColumns(dataSet).toBeRead());
            dataSet.orders().columns().forEach(column -> result.put(column.name(), widened(column, order())));
            if (isJoined) {
                dataSet.joined().forEach(joined -> put(joined, flat, result));
            }
            return result;
        }

        private static void put(Joined joined, boolean flat, GenericRecord result) {
            TableRow row = TableRow.of(7, 1);
            if (!flat && !joined.row().isEmpty()) {
                GenericRecord nested = new GenericData.Record(nonNull(result.getSchema(), joined.row()));
                joined.columns().forEach(column -> nested.put(column.name(), widened(column, row)));
                result.put(joined.row(), nested);
                return;
            }
            for (int i = 0; i < joined.columns().size(); i++) {
                result.put(joined.flatNames().get(i), widened(joined.columns().get(i), row));
            }
        }

        private static Object widened(Column column, TableRow row) {
            Object value = column.value().of(row);
            return value instanceof Integer number ? (Object) number.longValue() : value;
        }
    }

    static List<Sample> samples() {
        return List.of(
                new Sample(ShopTables.DATA_SET, true),
                new Sample(ShopTables.DATA_SET, false),
                new Sample(InventoryTables.DATA_SET, true),
                new Sample(InventoryTables.DATA_SET, false));
    }

    @ParameterizedTest
    @MethodSource("samples")
    void aRightResultIsWhatTheDriverComputesInBothShapes(Sample sample) {
        ResultColumns columns = new ResultColumns(sample.dataSet());

        assertThat(columns.hash(sample.result(false))).isEqualTo(sample.expected());
        assertThat(columns.hash(sample.result(true))).isEqualTo(sample.expected());
    }

    @ParameterizedTest
    @MethodSource("samples")
    void aWrongValueInAnyColumnIsAnotherResult(Sample sample) {
        ResultColumns columns = new ResultColumns(sample.dataSet());

        for (boolean flat : new boolean[] {false, true}) {
            List<GenericRecord> damaged = new ArrayList<>();
            GenericRecord result = sample.result(flat);
            for (Schema.Field field : result.getSchema().getFields()) {
                if (result.get(field.name()) instanceof GenericRecord row) {
                    row.getSchema().getFields().forEach(column -> {
                        GenericRecord copy = GenericData.get().deepCopy(result.getSchema(), result);
                        ((GenericRecord) copy.get(field.name())).put(column.name(), other(row.get(column.name())));
                        damaged.add(copy);
                    });
                } else if (result.get(field.name()) != null) {
                    GenericRecord copy = GenericData.get().deepCopy(result.getSchema(), result);
                    copy.put(field.name(), other(result.get(field.name())));
                    damaged.add(copy);
                }
            }
            assertThat(damaged).hasSizeGreaterThanOrEqualTo(5);
            assertThat(damaged)
                    .allSatisfy(copy -> assertThat(columns.hash(copy)).isNotEqualTo(sample.expected()));
        }
    }

    /** Which is what the application writes. */
    @ParameterizedTest
    @MethodSource("samples")
    void readsEachColumnOfTheContract(Sample sample) throws IOException {
        DataSet dataSet = sample.dataSet();
        Schema contract = new Schema.Parser()
                .parse(Files.readString(dataSet.contract(Project.find().root())));
        ResultColumns columns = new ResultColumns(dataSet);

        assertThat(DatumReaderFactory.projecting(columns.toBeRead(), columns::hash)
                        .create(contract))
                .isNotNull();
        dataSet.orders()
                .columns()
                .forEach(column -> assertThat(contract.getField(column.name())).isNotNull());
        for (Joined joined : dataSet.joined()) {
            for (int i = 0; i < joined.columns().size(); i++) {
                Schema.Field field = joined.row().isEmpty()
                        ? contract.getField(joined.flatNames().get(i))
                        : nonNull(contract, joined.row())
                                .getField(joined.columns().get(i).name());
                assertThat(field).as(joined.flatNames().get(i)).isNotNull();
            }
        }
    }

    private static Schema nonNull(Schema record, String field) {
        return record.getField(field).schema().getTypes().get(1);
    }

    private static Object other(Object value) {
        return switch (value) {
            case Long number -> number + 1;
            case Double number -> Math.nextUp(number);
            default -> value + "!";
        };
    }
}
