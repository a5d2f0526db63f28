package dev.tributary.enrich;

import dev.tributary.offheap.CellHeap;
import java.util.Properties;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.streams.StreamsConfig;

/**
 * What fits into a record. A result has a row of the base table and those that it refers to, and any may change after the others: so
 * each of them may have its share of a record, and no result can ever be too large, however rows come together.
 */
final class RecordSizes {

    /**
     * Requests of the tier's producers, larger than what topics accept by default: a dead letter is as large as its record
     * and has headers beside it.
     */
    static final int DEFAULT_MAX_REQUEST_BYTES = 2 << 20;

    /** Wire format, provenance, headers and the frame of the batch: less than this. */
    private static final int FRAME = 1 << 10;

    /** What a store adds to a row: less than this. */
    private static final int CELL_FRAME = 64;

    private RecordSizes() {}

    /** Under this name, what the internal topics accept, which the joined rows pass on their way to the results. */
    static final String INTERNAL_TOPICS = StreamsConfig.topicPrefix(TopicConfig.MAX_MESSAGE_BYTES_CONFIG);

    /** What the producers of a client with these settings accept. */
    static int maxRequestBytes(Properties streams) {
        Object plain = streams.getOrDefault(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, DEFAULT_MAX_REQUEST_BYTES);
        Object own = streams.getOrDefault(StreamsConfig.producerPrefix(ProducerConfig.MAX_REQUEST_SIZE_CONFIG), plain);
        return Integer.parseInt(String.valueOf(own).trim());
    }

    /**
     * What a row may have: no result, and no record in an internal topic, is too large then.
     *
     * @param maxResultBytes what the topic of the results accepts
     * @param rows that a result is made of; the key of the record and the foreign keys in its headers, if they can be texts, are as one more
     */
    static int maxRowBytes(Properties streams, int maxResultBytes, int rows) {
        int maxInternalBytes =
                Integer.parseInt(String.valueOf(streams.get(INTERNAL_TOPICS)).trim());
        int maxRecordBytes = Math.min(maxRequestBytes(streams), Math.min(maxResultBytes, maxInternalBytes));
        return Math.min((maxRecordBytes - FRAME) / rows, CellHeap.maxCellBytes() - CELL_FRAME);
    }
}
