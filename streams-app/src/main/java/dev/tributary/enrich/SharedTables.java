package dev.tributary.enrich;

import dev.tributary.avro.SchemaRegistry;
import dev.tributary.config.AppConfig;
import dev.tributary.metrics.AppMetrics;
import dev.tributary.tier.Closing;
import dev.tributary.tier.PatientRegistry;
import dev.tributary.topics.DescribedTopic;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The joined tables of a process, each read by a thread of its own and held once. Safe for use by several threads, but for {@link #close}.
 */
public final class SharedTables implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(SharedTables.class);

    private final List<JoinedTableReader> readers;
    private final JoinMemory memory;
    private final Closing closing;

    /**
     * @param readers one for each of {@link JoinedTables#referenced}, in this order; closed with this
     * @param memory theirs
     * @param closing theirs
     */
    SharedTables(List<JoinedTableReader> readers, JoinMemory memory, Closing closing) {
        this.readers = List.copyOf(readers);
        this.memory = memory;
        this.closing = closing;
    }

    /**
     * Begins to read; returns at once.
     *
     * @param registry that has been asked for {@link EnrichTier#resolveRows}
     * @param topics from {@link EnrichTier#prepareShared}
     * @param metrics gets those of the join's memory
     */
    public static SharedTables start(
            AppConfig config, SchemaRegistry registry, List<DescribedTopic> topics, AppMetrics metrics) {
        JoinedTables tables = JoinedTables.of(config.view());
        List<EnrichSettings.Referenced> referenced = EnrichTier.referenced(config);
        JoinMemory memory = new JoinMemory(metrics);
        Closing closing = new Closing();
        List<JoinedTableReader> readers = new ArrayList<>();
        for (int table = 0; table < referenced.size(); table++) {
            RowEncoding encoding = tables.referenced().get(table).captured().encoding();
            RowSerde rows = new RowSerde(
                    encoding,
                    new PatientRegistry(registry, closing),
                    EnrichTier.rowSchemaId(registry, referenced.get(table), encoding));
            readers.add(
                    JoinedTableReader.start(config, rows, referenced.get(table), topics.get(table), memory, closing));
        }
        SharedTables shared = new SharedTables(readers, memory, closing);
        metrics.gauge(
                "referenced",
                "behind-records",
                "Records of the topics of joined tables that are not in this process yet",
                () -> readers.stream()
                        .mapToLong(JoinedTableReader::recordsBehind)
                        .sum());
        return shared;
    }

    /**
     * Waits until all rows are here that are in the topics now, however long; says in the log how far it is.
     *
     * @throws IllegalStateException if a topic cannot be used, or this definition of the view cannot take over what others wrote; it says
     *     why, and what to do
     */
    public void awaitLoaded() throws InterruptedException {
        for (JoinedTableReader reader : readers) {
            reader.awaitLoaded();
        }
    }

    /** The rows are of this process's definition of the view from now on. Only when all are loaded. */
    public void takeOver() throws InterruptedException {
        for (JoinedTableReader reader : readers) {
            reader.takeOver();
        }
    }

    List<JoinedTableReader> readers() {
        return readers;
    }

    /** The tables of {@link JoinedTables#referenced}, in this order. */
    List<SharedTable> tables() {
        return readers.stream().map(JoinedTableReader::table).toList();
    }

    /** Of these tables, and of everything else that the join holds. */
    JoinMemory memory() {
        return memory;
    }

    /** That of the tier which is to use the rows: a failure of a reader is one of the tier. */
    Closing closing() {
        return closing;
    }

    /** Stops reading, writes the rows to their files, and releases the memory: to be called when no task uses it any more. */
    @Override
    public void close() {
        for (JoinedTableReader reader : readers) {
            try {
                reader.close();
            } catch (RuntimeException e) {
                // The rows of the others are to be written all the same.
                log.warn("rows of a joined table are not written, and read from the topic at the next start", e);
            }
        }
    }
}
