package dev.tributary.tools.consume;

import dev.tributary.definition.json.AvroJson;
import dev.tributary.tools.Terminal;
import dev.tributary.tools.topic.DecodedRecord;
import java.util.Optional;

/** Records of any topic: where they are, and their value as JSON. */
final class AnyTable implements RecordFormat {

    private static final Column PARTITION = Column.right("PARTITION", 9);
    private static final Column OFFSET = Column.right("OFFSET", 10);
    private static final Column KEY = Column.right("KEY", 10);

    @Override
    public Optional<String> header() {
        return Optional.of(row(PARTITION.title(), OFFSET.title(), KEY.title(), "VALUE"));
    }

    @Override
    public String line(DecodedRecord shown) {
        return row(
                Integer.toString(shown.partition()),
                Long.toString(shown.offset()),
                shown.key().toString(),
                shown.value().map(AvroJson::text).map(Terminal::printable).orElse("(deleted)"));
    }

    private static String row(String partition, String offset, String key, String value) {
        return String.join("  ", PARTITION.cell(partition), OFFSET.cell(offset), KEY.cell(key), value);
    }
}
