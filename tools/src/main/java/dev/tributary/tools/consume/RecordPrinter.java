package dev.tributary.tools.consume;

import dev.tributary.tools.topic.DecodedRecord;
import java.io.PrintWriter;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Prints records in a format; a table takes its shape from the first record that has a value. */
final class RecordPrinter {

    private final PrintWriter out;
    private final OutputFormat output;
    private final boolean orders;
    private @Nullable RecordFormat format;

    /** @param orders whether enriched orders are expected, should the first record be a tombstone */
    RecordPrinter(PrintWriter out, OutputFormat output, boolean orders) {
        this.out = out;
        this.output = output;
        this.orders = orders;
    }

    void print(DecodedRecord shown) {
        RecordFormat chosen = format;
        if (chosen == null) {
            chosen = choose(shown);
            format = chosen;
            Optional<String> header = chosen.header();
            header.ifPresent(this::write);
        }
        write(chosen.line(shown));
    }

    private RecordFormat choose(DecodedRecord first) {
        return switch (output) {
            case JSON -> new JsonLines();
            case TABLE -> first.value().map(OrderTable::fits).orElse(orders) ? new OrderTable() : new AnyTable();
        };
    }

    /** Not println, which would flush: a batch of records is flushed at once. */
    private void write(String line) {
        out.write(line);
        out.write('\n');
    }
}
