package dev.tributary.lakehouse;

import java.util.Map;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;

/** Opens the session: on this machine, or where {@code spark-submit} says. */
final class Spark {

    /** For one machine and batches of a few thousand rows. */
    private static final Map<String, String> ON_THIS_MACHINE = Map.of(
            "spark.master", "local[*]",
            "spark.ui.enabled", "false",
            "spark.driver.bindAddress", "127.0.0.1",
            "spark.driver.host", "127.0.0.1",
            "spark.sql.shuffle.partitions", "4",
            "spark.databricks.delta.snapshotPartitions", "2");

    private static final Map<String, String> ALWAYS = Map.of(
            "spark.sql.extensions", "io.delta.sql.DeltaSparkSessionExtension",
            "spark.sql.catalog.spark_catalog", "org.apache.spark.sql.delta.catalog.DeltaCatalog",
            "spark.sql.session.timeZone", "UTC",
            "spark.sql.datetime.java8API.enabled", "true",
            // Small batches make small files.
            "spark.databricks.delta.autoCompact.enabled", "true");

    private Spark() {}

    static SparkSession open(String name) {
        SparkConf conf = new SparkConf().setAppName("tributary " + name);
        if (!conf.contains("spark.master")) {
            ON_THIS_MACHINE.forEach(conf::setIfMissing);
        }
        ALWAYS.forEach(conf::set);
        return SparkSession.builder().config(conf).getOrCreate();
    }
}
