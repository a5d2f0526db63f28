package dev.tributary.lakehouse;

import dev.tributary.tools.audit.LakehouseRows;
import dev.tributary.tools.definition.View;
import java.util.Iterator;
import org.apache.avro.Schema;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Reads the table for the audit. */
public final class DeltaRows implements LakehouseRows {

    @Override
    public Iterator<String> read(View view, String location) {
        SparkSession spark = Spark.open("audit");
        Dataset<Row> rows = ViewTable.open(spark, location).rows();
        Schema contract = view.contract().schema();
        Iterator<Row> sorted = rows.orderBy(rows.col("`" + view.key() + "`")).toLocalIterator();
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return sorted.hasNext();
            }

            @Override
            public String next() {
                return DeltaColumn.json(contract, sorted.next());
            }
        };
    }
}
