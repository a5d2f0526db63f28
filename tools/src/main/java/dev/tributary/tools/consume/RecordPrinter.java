package dev.tributary.tools.consume;

import dev.tributary.tools.definition.View;
import dev.tributary.tools.topic.DecodedRecord;
import java.io.PrintWriter;
import java.util.Optional;
import org.apache.avro.generic.GenericRecord;
import org.jspecify.annotations.Nullable;

/** Prints records in a format; a table takes its shape from the first record that has a value. */
final class RecordPrinter {

    private final PrintWriter out;
    private final OutputFormat output;
    private final View view;
    private final boolean isOfView;
    private @Nullable RecordFormat format;

    /** @param isOfView whether rows of the view are expected, should the first record be a tombstone */
    RecordPrinter(PrintWriter out, OutputFormat output, View view, boolean isOfView) {
        this.out = out;
        this.output = output;
        this.view = view;
        this.isOfView = isOfView;
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
            case JSON -> new JsonLines(view.key());
            case TABLE -> first.value().map(this::isRow).orElse(isOfView) ? new ViewTable(view) : new AnyTable();
        };
    }

    private boolean isRow(GenericRecord value) {
        return value.getSchema().getFullName().equals(view.contract().schema().getFullName());
    }

    /** Not println, which would flush: a batch of records is flushed at once. */
    private void write(String line) {
        out.write(line);
        out.write('\n');
    }
}
