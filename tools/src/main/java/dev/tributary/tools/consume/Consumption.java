package dev.tributary.tools.consume;

import dev.tributary.tools.definition.View;
import dev.tributary.tools.topic.DecodedRecord;
import dev.tributary.tools.topic.RecordDecoder;
import dev.tributary.tools.topic.RecordKey;
import dev.tributary.tools.topic.TopicReader;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/** Prints records until the limit, the end, or the reader of the output gone. */
final class Consumption {

    private static final Duration POLL = Duration.ofMillis(250);

    private final View view;
    private final TopicReader reader;
    private final RecordDecoder decoder;
    private final RecordFilter filter;
    private final RecordPrinter printer;
    private final PrintWriter out;

    /** @param view says of which type keys are */
    Consumption(
            View view,
            TopicReader reader,
            RecordDecoder decoder,
            RecordFilter filter,
            RecordPrinter printer,
            PrintWriter out) {
        this.view = view;
        this.reader = reader;
        this.decoder = decoder;
        this.filter = filter;
        this.printer = printer;
        this.out = out;
    }

    /**
     * Prints until it is at the end, has printed enough, or nobody reads any more.
     *
     * @param ends where to stop, if anywhere
     * @return how many were printed
     */
    long run(Optional<Map<TopicPartition, Long>> ends, long limit) {
        long left = limit;
        try {
            while (left > 0) {
                for (ConsumerRecord<byte[], byte[]> raw : reader.poll(POLL)) {
                    if (left > 0 && isBefore(raw, ends) && print(raw)) {
                        left--;
                    }
                }
                if (out.checkError() || ends.map(reader::hasReached).orElse(false)) {
                    return limit - left;
                }
            }
            return limit;
        } finally {
            out.flush();
        }
    }

    private static boolean isBefore(ConsumerRecord<byte[], byte[]> raw, Optional<Map<TopicPartition, Long>> ends) {
        return ends.isEmpty()
                || raw.offset() < ends.get().getOrDefault(new TopicPartition(raw.topic(), raw.partition()), 0L);
    }

    private boolean print(ConsumerRecord<byte[], byte[]> raw) {
        RecordKey key = view.recordKey(raw.topic(), raw.key());
        if (!filter.accepts(key)) {
            return false;
        }
        DecodedRecord decoded = decoder.decode(raw, key);
        if (!filter.accepts(decoded)) {
            return false;
        }
        printer.print(decoded);
        return true;
    }
}
