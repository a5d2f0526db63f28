package dev.tributary.definition.reporting;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;

class ReportingTableTest {

    @Test
    void hasTheColumnsOfTheContract() {
        Schema contract = new Schema.Parser().parse("""
                {"type": "record", "name": "R", "fields": [
                  {"name": "id", "type": "int"},
                  {"name": "size", "type": ["null", "double"]},
                  {"name": "r_lsn", "type": "long"}]}
                """);

        assertThat(ReportingTable.sql("my-\"view", contract)).isEqualTo("""
                -- The view my-"view as a table.
                CREATE TABLE IF NOT EXISTS "my-""view" ("id" integer PRIMARY KEY);
                ALTER TABLE "my-""view"
                  ADD COLUMN IF NOT EXISTS "size" double precision,
                  ADD COLUMN IF NOT EXISTS "r_lsn" bigint;
                """);
    }

    /** What the containers make their table with. */
    @Test
    void isInTheProjectForItsOwnView() throws IOException {
        Path project = Path.of("..");
        Schema contract = new Schema.Parser()
                .parse(project.resolve("views/enriched-orders.avsc").toFile());

        assertThat(project.resolve("postgres/reporting/enriched-orders.sql"))
                .hasContent(ReportingTable.sql("enriched-orders", contract));
    }
}
