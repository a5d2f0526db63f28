package dev.tributary.tools.consume;

import dev.tributary.tools.topic.DecodedRecord;
import java.util.Optional;

/** How records are shown. */
interface RecordFormat {

    /** The line above the first record. */
    Optional<String> header();

    String line(DecodedRecord shown);
}
