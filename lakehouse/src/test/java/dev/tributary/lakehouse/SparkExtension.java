package dev.tributary.lakehouse;

import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** One session for all tests, of the settings that the job has. */
final class SparkExtension implements BeforeAllCallback {

    static SparkSession session() {
        return Spark.open("tests");
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        SparkSession unused = session();
    }
}
