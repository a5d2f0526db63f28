package dev.tributary.lakehouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The table, on Delta itself. */
@ExtendWith(SparkExtension.class)
class ViewTableTest {

    private static final StructType COLUMNS =
            new StructType().add("id", DataTypes.LongType).add("name", DataTypes.StringType);

    private final SparkSession spark = SparkExtension.session();

    @TempDir
    private Path folder;

    private ViewTable table;
    private Position position = new Position("topic", new TreeMap<>(Map.of(0, 0L)), 0);

    @BeforeEach
    void create() {
        table = ViewTable.open(spark, location(), COLUMNS);
    }

    @Test
    void aTableThatIsNewHasNoPosition() {
        assertThat(table.committed()).isEmpty();
        assertThat(table.rows().isEmpty()).isTrue();
    }

    @Test
    void rowsAreWrittenChangedAndDeleted() {
        merge(written(1, "a", 0), written(2, "b", 1));
        merge(written(1, "A", 2), deleted(2, 3), written(3, "c", 4));

        assertThat(held()).containsExactly("1 A", "3 c");
        assertThat(table.committed().orElseThrow().position()).isEqualTo(position);
    }

    @Test
    void whatIsWrittenTwiceDoesNoHarm() {
        merge(written(1, "a", 0), written(2, "b", 1));
        merge(written(1, "A", 2), deleted(2, 3));
        merge(written(1, "A", 2), deleted(2, 3));
        // An older state of the row, as of a process that was away for long.
        merge(written(1, "a", 0));

        assertThat(held()).containsExactly("1 A");
    }

    @Test
    void aCommitThatChangesNoRowMovesThePosition() {
        merge(written(1, "a", 0));
        merge(deleted(7, 1));

        assertThat(table.committed().orElseThrow().position()).isEqualTo(position);
    }

    @Test
    void replacingMakesTheTableEqual() {
        merge(written(1, "a", 0), written(2, "b", 1), written(3, "c", 2));
        spark.sql("UPDATE delta.`" + location() + "` SET name = 'other' WHERE id = 1");
        spark.sql("INSERT INTO delta.`" + location() + "` VALUES (9, 'extra', 99)");

        position = position.advancedTo(Map.of(0, 10L), 0);
        table.replace(rows(written(1, "a", 0), written(2, "b", 1)), position);

        assertThat(held()).containsExactly("1 a", "2 b");
        assertThat(table.committed().orElseThrow().position()).isEqualTo(position);
    }

    @Test
    void replacingByNothingEmptiesTheTable() {
        merge(written(1, "a", 0));

        position = position.advancedTo(Map.of(), 0);
        table.replace(rows(), position);

        assertThat(held()).isEmpty();
    }

    @Test
    void maintenanceKeepsThePosition() {
        merge(written(1, "a", 0));
        merge(written(2, "b", 1));
        table.compact();
        table.vacuum();

        assertThat(table.committed().orElseThrow().position()).isEqualTo(position);
        assertThat(held()).containsExactly("1 a", "2 b");
    }

    @Test
    void whatOthersWriteIsNoticed() {
        merge(written(1, "a", 0));
        spark.sql("DELETE FROM delta.`" + location() + "` WHERE id = 1");

        assertThat(table.committed()).isEmpty();
    }

    @Test
    void anOlderVersionThatIsRestoredIsNoticed() {
        merge(written(1, "a", 0));
        merge(deleted(1, 1));
        spark.sql("RESTORE delta.`" + location() + "` TO VERSION AS OF 1");

        assertThat(held()).containsExactly("1 a");
        assertThat(table.committed()).isEmpty();
    }

    /** The other one has written since: what this one would write is not written. */
    @Test
    void ofTwoThatWriteOneStops() {
        merge(written(1, "a", 0));
        Position ofOther = position.advancedTo(Map.of(0, 2L), position.commit() + 1_000);
        table.merge(rows(deleted(1, 1)), ofOther);

        assertThatThrownBy(() -> merge(written(1, "stale", 9)))
                .hasMessageContaining("another process writes to the table");
        assertThat(held()).isEmpty();
    }

    @Test
    void columnsAreAdded() {
        merge(written(1, "a", 0));
        StructType joined = new StructType().add("id", DataTypes.IntegerType);
        table.widen(COLUMNS.add("owner", joined), Optional.of(position));
        table.widen(COLUMNS.add("owner", joined.add("city", DataTypes.StringType)), Optional.of(position));
        table.widen(COLUMNS, Optional.of(position));

        assertThat(table.columns().toDDL())
                .isEqualTo("id BIGINT,name STRING," + ViewTable.OFFSET + " BIGINT,owner STRUCT<id: INT, city: STRING>");
        assertThat(table.committed().orElseThrow().position()).isEqualTo(position);
    }

    @Test
    void numbersAreWidened() {
        table.widen(COLUMNS.add("size", DataTypes.IntegerType), Optional.empty());
        table.widen(COLUMNS.add("size", DataTypes.LongType), Optional.empty());
        table.widen(COLUMNS.add("size", DataTypes.IntegerType), Optional.empty());

        assertThat(table.columns().apply("size").dataType()).isEqualTo(DataTypes.LongType);
    }

    @Test
    void anotherTypeIsRefused() {
        assertThatThrownBy(() -> table.widen(
                        new StructType().add("id", DataTypes.LongType).add("name", DataTypes.DoubleType),
                        Optional.empty()))
                .hasMessageContaining("cannot take the columns that the view has now")
                .hasMessageContaining("move it away");
    }

    @Test
    void namesThatDeltaTakesForOneAreRefused() {
        assertThatThrownBy(() -> ViewTable.open(spark, location(), COLUMNS.add("Name", DataTypes.StringType)))
                .hasMessageContaining("cannot have the column Name");
        assertThatThrownBy(() -> ViewTable.open(spark, location(), COLUMNS.add(ViewTable.OFFSET, DataTypes.LongType)))
                .hasMessageContaining("cannot have the column " + ViewTable.OFFSET);
    }

    private String location() {
        return folder.resolve("table").toString();
    }

    private void merge(Row... rows) {
        long end =
                Arrays.stream(rows).mapToLong(row -> row.getLong(2) + 1).max().orElse(0);
        Position next = position.advancedTo(Map.of(0, end), 0);
        table.merge(rows(rows), next);
        position = next;
    }

    private Dataset<Row> rows(Row... rows) {
        StructType schema =
                COLUMNS.add(ViewTable.OFFSET, DataTypes.LongType).add(RowDecoder.DELETED, DataTypes.BooleanType, false);
        return spark.createDataFrame(Arrays.asList(rows), schema);
    }

    private static Row written(long id, String name, long offset) {
        return RowFactory.create(id, name, offset, false);
    }

    private static Row deleted(long id, long offset) {
        return RowFactory.create(id, null, offset, true);
    }

    private List<String> held() {
        return table.rows().orderBy("id").collectAsList().stream()
                .map(row -> row.getLong(0) + " " + row.getString(1))
                .toList();
    }
}
