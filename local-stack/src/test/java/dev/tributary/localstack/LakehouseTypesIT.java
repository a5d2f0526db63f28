package dev.tributary.localstack;

import java.nio.file.Path;
import org.junit.jupiter.api.Tag;

/** Every type of docs/types.md, with NULL, extremes and large values, in a Delta table too. */
@Tag("lakehouse")
class LakehouseTypesIT extends OwnTablesIT {

    LakehouseTypesIT(LocalStack stack) {
        super(stack);
    }

    @Override
    void keepTables(OwnView view, Path files) {
        view.startLakehouse(files);
    }
}
