package dev.tributary.lakehouse;

import dev.tributary.tools.ToolException;
import io.delta.tables.DeltaTable;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * The Delta table that holds a view. Each commit to it carries its {@link Position}. What others change in its data is noticed by a
 * commit without one.
 */
final class ViewTable {

    /** The column with the offset of the record that the row is from. */
    static final String OFFSET = "_kafka_offset";

    /** Commits of Delta that leave the rows as they are. */
    private static final Set<String> HARMLESS = Set.of(
            "OPTIMIZE",
            "VACUUM START",
            "VACUUM END",
            "SET TBLPROPERTIES",
            "UNSET TBLPROPERTIES",
            "CLUSTER BY",
            "COMPUTE STATS",
            "UPGRADE PROTOCOL");

    /** Nearly always the last ones are enough. */
    private static final List<Integer> COMMITS_LOOKED_AT = List.of(5, 1_000);

    private static final String METADATA = "spark.databricks.delta.commitInfo.userMetadata";
    private static final String APPLICATION = "spark.databricks.delta.write.txnAppId";
    private static final String VERSION = "spark.databricks.delta.write.txnVersion";

    /** By which Delta knows a commit that is not above the last one, and ignores it. */
    private static final String WRITER = "tributary";

    private final SparkSession spark;
    private final String location;

    private ViewTable(SparkSession spark, String location) {
        this.spark = spark;
        this.location = location;
    }

    /**
     * A position and when it was committed.
     *
     * @param at by the clock of whoever committed it
     */
    record Committed(Position position, Instant at) {}

    /**
     * Opens the table, or makes it.
     *
     * @param location a directory, or a URI of a file system that Spark knows
     * @param columns of the view; the first one is its key
     */
    static ViewTable open(SparkSession spark, String location, StructType columns) {
        ViewTable table = new ViewTable(spark, location);
        StructType layout = table.checked(columns);
        if (!DeltaTable.isDeltaTable(spark, location)) {
            DeltaTable.create(spark)
                    .location(location)
                    .addColumns(layout.add(OFFSET, DataTypes.LongType, true))
                    .property("delta.enableDeletionVectors", "true")
                    .property("delta.enableTypeWidening", "true")
                    .execute();
        }
        return table;
    }

    /** Opens a table that there is. */
    static ViewTable open(SparkSession spark, String location) {
        if (!DeltaTable.isDeltaTable(spark, location)) {
            throw ToolException.failed("there is no Delta table in " + location + ": ./tributary lakehouse makes it");
        }
        return new ViewTable(spark, location);
    }

    Dataset<Row> rows() {
        return spark.read().format("delta").load(location);
    }

    /** The columns that the table has. */
    StructType columns() {
        return rows().schema();
    }

    /** What the table has everything up to; empty if that is not known, since somebody else wrote to it. */
    Optional<Committed> committed() {
        for (int commits : COMMITS_LOOKED_AT) {
            List<Row> newest = delta().history(commits)
                    .select("userMetadata", "timestamp", "operation")
                    .collectAsList();
            for (Row commit : newest) {
                Optional<Position> position = Optional.ofNullable(commit.<String>getAs("userMetadata"))
                        .flatMap(Position::parse);
                if (position.isPresent()) {
                    return position.map(found -> new Committed(found, instant(commit.getAs("timestamp"))));
                }
                if (!HARMLESS.contains(commit.<String>getAs("operation"))) {
                    return Optional.empty();
                }
            }
        }
        return Optional.empty();
    }

    private static Instant instant(Object timestamp) {
        return timestamp instanceof Timestamp old ? old.toInstant() : (Instant) timestamp;
    }

    /**
     * Adds the columns that the table does not have, in nested rows too, and widens numbers. Columns that a view no longer has stay.
     *
     * @param position that the table has
     */
    void widen(StructType columns, Optional<Position> position) {
        StructType layout = checked(columns);
        if (covers(columns(), layout)) {
            return;
        }
        try {
            commit(
                    spark,
                    position,
                    Optional.empty(),
                    () -> spark.createDataFrame(List.of(), layout)
                            .write()
                            .format("delta")
                            .mode("append")
                            .option("mergeSchema", "true")
                            .save(location));
        } catch (Exception e) { // Scala's checked exceptions are not declared
            throw ToolException.failed(
                    "the table in " + location + " cannot take the columns that the view has now (" + firstLine(e)
                            + "): move it away, and a new one is made",
                    e);
        }
    }

    private static String firstLine(Throwable e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    }

    /** Whether a type has all values of another one. */
    private static boolean covers(DataType own, DataType wanted) {
        if (own instanceof StructType row && wanted instanceof StructType other) {
            return Arrays.stream(other.fields())
                    .allMatch(field -> row.getFieldIndex(field.name()).isDefined()
                            && covers(row.apply(field.name()).dataType(), field.dataType()));
        }
        return own.equals(wanted)
                || (own.equals(DataTypes.LongType) && wanted.equals(DataTypes.IntegerType))
                || (own.equals(DataTypes.DoubleType) && wanted.equals(DataTypes.FloatType));
    }

    private StructType checked(StructType columns) {
        Set<String> names = new HashSet<>(Set.of(OFFSET, RowDecoder.DELETED));
        for (StructField column : columns.fields()) {
            if (!names.add(column.name().toLowerCase(Locale.ROOT))) {
                throw ToolException.failed(
                        "the table in " + location + " cannot have the column " + column.name()
                                + ": it has one of this name, and Delta does not tell upper from lower case. Rename it in the view by AS");
            }
            if (column.dataType() instanceof StructType row) {
                StructType unused = checked(row);
            }
        }
        return columns;
    }

    /**
     * Writes the newest state of some rows. A row that the table has from a later record stays as it is, so that it does no harm to write
     * something twice.
     *
     * @param rows as {@link RowDecoder} makes them, one for a key
     */
    void merge(Dataset<Row> rows, Position position) {
        Map<String, String> values = values(rows);
        commit(
                rows.sparkSession(),
                Optional.of(position),
                Optional.of(position.commit()),
                () -> delta(rows.sparkSession())
                        .as("held")
                        .merge(rows.as("read"), sameKey(rows))
                        .whenMatched("read." + RowDecoder.DELETED + " AND read." + OFFSET + " > held." + OFFSET)
                        .delete()
                        .whenMatched("read." + OFFSET + " > held." + OFFSET)
                        .updateExpr(values)
                        .whenNotMatched("NOT read." + RowDecoder.DELETED)
                        .insertExpr(values)
                        .execute());
        assertCommitted(position);
    }

    /**
     * Makes the table equal to these rows: all that the topic has.
     *
     * @param rows as {@link RowDecoder} makes them, one for a key; without those that were deleted
     */
    void replace(Dataset<Row> rows, Position position) {
        Map<String, String> values = values(rows);
        String differ = values.keySet().stream()
                .map(column -> "NOT (held." + column + " <=> read." + column + ")")
                .collect(Collectors.joining(" OR "));
        commit(
                rows.sparkSession(),
                Optional.of(position),
                Optional.of(position.commit()),
                () -> delta(rows.sparkSession())
                        .as("held")
                        .merge(rows.as("read"), sameKey(rows))
                        .whenMatched(differ)
                        .updateExpr(values)
                        .whenNotMatched()
                        .insertExpr(values)
                        .whenNotMatchedBySource()
                        .delete()
                        .execute());
        assertCommitted(position);
    }

    private static String sameKey(Dataset<Row> rows) {
        String key = quoted(rows.columns()[0]);
        return "held." + key + " = read." + key;
    }

    private static Map<String, String> values(Dataset<Row> rows) {
        Map<String, String> values = new LinkedHashMap<>();
        for (String column : rows.columns()) {
            if (!column.equals(RowDecoder.DELETED)) {
                values.put(quoted(column), "read." + quoted(column));
            }
        }
        return values;
    }

    private static String quoted(String column) {
        return "`" + column + "`";
    }

    /** Two processes that write one table would each undo what the other has done. */
    private void assertCommitted(Position position) {
        Optional<Position> held = committed().map(Committed::position);
        if (!held.equals(Optional.of(position))) {
            throw writtenByAnotherProcess();
        }
    }

    ToolException writtenByAnotherProcess() {
        return ToolException.failed("another process writes to the table in " + location
                + ": only one may. This one has stopped, and has written nothing since");
    }

    /** Rewrites many small files as few large ones. */
    void compact() {
        delta().optimize().executeCompaction();
    }

    /** Deletes files that no version of the last seven days has, or as the table's {@code delta.deletedFileRetentionDuration} says. */
    void vacuum() {
        delta().vacuum();
    }

    private DeltaTable delta() {
        return delta(spark);
    }

    private DeltaTable delta(SparkSession session) {
        return DeltaTable.forPath(session, location);
    }

    /**
     * Does something that commits.
     *
     * @param position that is part of the commit
     * @param number by which Delta knows it; without one it is not compared
     */
    private static void commit(
            SparkSession session, Optional<Position> position, Optional<Long> number, Runnable change) {
        position.ifPresent(known -> session.conf().set(METADATA, known.toJson()));
        number.ifPresent(version -> {
            session.conf().set(APPLICATION, WRITER);
            session.conf().set(VERSION, version.toString());
        });
        try {
            change.run();
        } finally {
            session.conf().unset(METADATA);
            session.conf().unset(APPLICATION);
            session.conf().unset(VERSION);
        }
    }
}
