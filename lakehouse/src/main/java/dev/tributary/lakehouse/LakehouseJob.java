package dev.tributary.lakehouse;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_set;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.max_by;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.struct;

import dev.tributary.avro.SchemaRegistry;
import dev.tributary.avro.SchemaRegistryUnavailableException;
import dev.tributary.definition.key.KeyType;
import dev.tributary.tools.ToolException;
import dev.tributary.tools.definition.View;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.spark.api.java.function.VoidFunction2;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.StreamingQueryException;
import org.apache.spark.sql.streaming.Trigger;
import org.apache.spark.storage.StorageLevel;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a Delta table equal to a view. Where the table is in the topic is part of the table ({@link Position}); there is no checkpoint
 * beside it that could be lost or of another time. Where that is not known, or the topic may have forgotten deletions that the table has
 * not seen, it reads the whole topic, and makes the table equal to that in one commit.
 *
 * <p>For one thread, but for {@link #stop}.
 */
final class LakehouseJob implements AutoCloseable {

    private static final Duration PAUSE = Duration.ofSeconds(5);

    private static final Set<String> SET_BY_SPARK = Set.of(
            ConsumerConfig.GROUP_ID_CONFIG,
            ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
            ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
            ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG,
            ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG,
            ConsumerConfig.INTERCEPTOR_CLASSES_CONFIG);

    private final SparkSession spark;
    private final View view;
    private final Map<String, Object> kafka;
    private final Map<String, Object> registrySettings;
    private final SchemaRegistry registry;
    private final ViewTopic topic;
    private final ViewTable table;
    private final Consumer<String> log;
    private final Set<Integer> knownSchemas = new HashSet<>();

    private @Nullable Position position;
    private volatile boolean stopped;
    private volatile @Nullable StreamingQuery query;

    /**
     * @param kafka settings of any client of Kafka
     * @param registry settings of a deserializer
     * @param location of the table
     * @param log told what is done, line by line
     */
    LakehouseJob(
            SparkSession spark,
            View view,
            Map<String, Object> kafka,
            Map<String, Object> registry,
            String location,
            Consumer<String> log) {
        this.spark = spark;
        this.view = view;
        this.kafka = kafka;
        this.registrySettings = registry;
        this.log = log;
        this.table = ViewTable.open(
                spark, location, DeltaColumn.columns(view.contract().schema()));
        this.registry = SchemaRegistry.fromConfig(registry);
        this.topic = new ViewTopic(kafka, view.name());
    }

    /** Brings the table to where the topic is now. */
    void once() throws ExecutionException, InterruptedException, TimeoutException {
        try {
            run(Trigger.AvailableNow());
        } catch (AwayException away) {
            throw ToolException.unreachable(String.valueOf(away.getMessage()), away);
        }
        log.accept("the table has all that the topic has, up to " + held().next());
    }

    /**
     * Keeps the table equal to the topic until it is stopped.
     *
     * @param every how often to look for changes
     */
    void follow(Duration every) throws ExecutionException, InterruptedException, TimeoutException {
        while (!stopped) {
            try {
                run(Trigger.ProcessingTime(every.toMillis()));
            } catch (AwayException away) {
                log.accept(away.getMessage() + ": trying again in " + PAUSE.toSeconds() + " s");
                Thread.sleep(PAUSE);
            }
        }
    }

    private void run(Trigger trigger) throws ExecutionException, InterruptedException, TimeoutException {
        while (true) {
            try {
                bringUp();
                stream(trigger);
                return;
            } catch (InterruptedException e) {
                throw e;
            } catch (Exception e) { // Scala's checked exceptions are not declared
                RuntimeException explained = explained(e);
                if (!(explained instanceof ChangedByOthersException)) {
                    throw explained;
                }
            }
        }
    }

    private void bringUp() throws ExecutionException, InterruptedException {
        Optional<String> doubt = doubt();
        if (doubt.isPresent()) {
            log.accept(doubt.get() + ": reading the whole topic");
            replace();
        }
    }

    private void stream(Trigger trigger) throws TimeoutException, StreamingQueryException {
        StreamingQuery started = records(spark.readStream()
                        .format("kafka")
                        .options(source())
                        .option("startingOffsets", Position.offsets(view.name(), held().next()))
                        .load())
                .writeStream()
                .trigger(trigger)
                .foreachBatch((VoidFunction2<Dataset<Row>, Long>) (batch, id) -> apply(batch))
                .start();
        query = started;
        if (stopped) {
            started.stop();
        }
        started.awaitTermination();
    }

    /** Ends a run. A batch that is not committed is read again. From any thread. */
    void stop() {
        stopped = true;
        StreamingQuery running = query;
        if (running != null) {
            try {
                running.stop();
            } catch (TimeoutException e) {
                // It ends with the process. What is not committed is read again.
            }
        }
    }

    /** Why the topic has to be read from its beginning; empty if it is enough to go on. */
    private Optional<String> doubt() throws ExecutionException, InterruptedException {
        Optional<ViewTable.Committed> committed = table.committed();
        position = committed.map(ViewTable.Committed::position).orElse(null);
        if (committed.isEmpty()) {
            return Optional.of(
                    table.rows().isEmpty()
                            ? "the table is empty"
                            : "the table has commits of others, by which rows may have changed");
        }
        Position found = committed.get().position();
        if (!found.topicId().equals(topic.id())) {
            return Optional.of("the topic " + view.name() + " was made anew");
        }
        Map<Integer, Long> ends = topic.ends();
        if (!found.isWithin(topic.beginnings(), ends)) {
            return Optional.of("the topic " + view.name() + " no longer has what came after the table's last commit");
        }
        Duration age = Duration.between(committed.get().at(), Instant.now());
        Duration kept = topic.deletionsKept();
        return found.behind(ends) > 0 && age.compareTo(kept) > 0
                ? Optional.of("the table is " + age.toHours() + " hours old, and the topic forgets deletions after "
                        + kept.toHours())
                : Optional.empty();
    }

    private void replace() throws ExecutionException, InterruptedException {
        Map<Integer, Long> ends = topic.ends();
        Position before = new Position(topic.id(), new TreeMap<>(), position == null ? 0 : position.commit());
        Position after = before.advancedTo(ends, System.currentTimeMillis());
        Dataset<Row> newest = newest(records(spark.read()
                        .format("kafka")
                        .options(source())
                        .option("startingOffsets", "earliest")
                        .option("endingOffsets", Position.offsets(view.name(), ends))
                        .load()))
                .persist(StorageLevel.MEMORY_AND_DISK());
        try {
            long begun = System.nanoTime();
            Facts facts = Facts.of(newest);
            takeUp(facts.schemas());
            table.replace(decoded(newest.where(col("value").isNotNull())), after);
            position = after;
            tell(facts.rows(), begun, Optional.empty());
        } finally {
            newest.unpersist();
        }
    }

    private void apply(Dataset<Row> records) {
        long begun = System.nanoTime();
        Dataset<Row> newest = newest(records).persist(StorageLevel.MEMORY_AND_DISK());
        try {
            Facts facts = Facts.of(newest);
            if (facts.ends().isEmpty()) {
                return;
            }
            assertUntouched();
            takeUp(facts.schemas());
            Position after = held().advancedTo(facts.ends(), System.currentTimeMillis());
            table.merge(decoded(newest), after);
            position = after;
            tell(facts.rows(), begun, facts.oldest());
        } finally {
            newest.unpersist();
        }
    }

    /** What others have changed would be behind a commit of ours, and not be noticed any more. */
    private void assertUntouched() {
        Position found =
                table.committed().map(ViewTable.Committed::position).orElseThrow(ChangedByOthersException::new);
        if (!found.equals(held())) {
            throw table.writtenByAnotherProcess();
        }
    }

    private void tell(long rows, long begun, Optional<Instant> oldestChange) {
        Duration took = Duration.ofNanos(System.nanoTime() - begun);
        String age = oldestChange
                .map(oldest -> ", the oldest " + seconds(Duration.between(oldest, Instant.now())) + " s old")
                .orElse("");
        log.accept(String.format(Locale.ROOT, "%,d rows in %s s%s", rows, seconds(took), age));
    }

    private static String seconds(Duration duration) {
        return String.format(Locale.ROOT, "%.1f", duration.toMillis() / 1_000.0);
    }

    /** What was written with a contract that is new may have columns that the table has not. */
    private void takeUp(Set<Integer> schemas) {
        for (int id : schemas) {
            if (!knownSchemas.contains(id)) {
                table.widen(DeltaColumn.columns(registry.schemaById(id)), Optional.ofNullable(position));
                knownSchemas.add(id);
            }
        }
    }

    private Dataset<Row> decoded(Dataset<Row> newest) {
        KeyType keyType = view.keyType();
        RowDecoder decoder = new RowDecoder(view.name(), keyType, registrySettings, table.columns());
        return newest.mapPartitions(decoder, Encoders.row(decoder.schema()));
    }

    private static Dataset<Row> records(Dataset<Row> source) {
        return source.select("key", "value", "partition", "offset", "timestamp");
    }

    /** The last record of each key. */
    private static Dataset<Row> newest(Dataset<Row> records) {
        return records.groupBy("key")
                .agg(max_by(struct("value", "partition", "offset", "timestamp"), col("offset"))
                        .as("newest"))
                .select("key", "newest.*");
    }

    private Map<String, String> source() {
        Map<String, String> options = new HashMap<>();
        kafka.forEach((name, value) -> {
            if ((ConsumerConfig.configNames().contains(name) || name.startsWith("ssl.") || name.startsWith("sasl."))
                    && !SET_BY_SPARK.contains(name)) {
                options.put("kafka." + name, value.toString());
            }
        });
        options.put("kafka." + ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        options.put("kafka." + CommonClientConfigs.CLIENT_ID_CONFIG, "tributary-lakehouse");
        options.put("subscribe", view.name());
        return options;
    }

    private Position held() {
        if (position == null) {
            throw new IllegalStateException("the table has no position");
        }
        return position;
    }

    /** Spark wraps what a batch or a task throws, several times. */
    private static RuntimeException explained(Exception failure) {
        Throwable cause = failure;
        while (true) {
            if (cause instanceof ToolException known) {
                return known;
            }
            if (cause instanceof ChangedByOthersException changed) {
                return changed;
            }
            if (cause instanceof SchemaRegistryUnavailableException) {
                return new AwayException("the schema registry cannot be reached", failure);
            }
            if (cause instanceof RetriableException) {
                return new AwayException("Kafka cannot be reached: " + cause.getMessage(), failure);
            }
            if (cause instanceof RowDecoder.RefusedException || cause.getCause() == null) {
                break;
            }
            cause = cause.getCause();
        }
        return ToolException.failed(String.valueOf(cause.getMessage()), failure);
    }

    /** Others have written to the table since the last commit. */
    private static final class ChangedByOthersException extends RuntimeException {}

    /** A server cannot be reached for now. */
    private static final class AwayException extends RuntimeException {
        AwayException(String message, Throwable cause) {
            super(message, cause);
        }
    }

    @Override
    public void close() {
        topic.close();
        registry.close();
    }

    /**
     * What there is to know of some records before they are decoded.
     *
     * @param rows how many keys
     * @param oldest when the oldest one was written, if there is one
     * @param ends by partition, the offset behind the last one
     * @param schemas ids of those that they were written with
     */
    private record Facts(long rows, Optional<Instant> oldest, Map<Integer, Long> ends, Set<Integer> schemas) {

        static Facts of(Dataset<Row> newest) {
            long rows = 0;
            Optional<Instant> oldest = Optional.empty();
            Map<Integer, Long> ends = new TreeMap<>();
            Set<Integer> schemas = new HashSet<>();
            for (Row partition : newest.groupBy("partition")
                    .agg(
                            count(lit(1)).as("rows"),
                            min("timestamp").as("oldest"),
                            max("offset").as("last"),
                            collect_set(expr("CAST(conv(hex(substring(value, 2, 4)), 16, 10) AS INT)"))
                                    .as("schemas"))
                    .collectAsList()) {
                rows += partition.<Long>getAs("rows");
                Instant first = partition.getAs("oldest");
                oldest = Optional.of(oldest.filter(first::isAfter).orElse(first));
                ends.put(partition.getAs("partition"), partition.<Long>getAs("last") + 1);
                schemas.addAll(partition.getList(partition.fieldIndex("schemas")));
            }
            return new Facts(rows, oldest, ends, schemas);
        }
    }
}
