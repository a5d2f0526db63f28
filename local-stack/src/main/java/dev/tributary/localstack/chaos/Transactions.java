package dev.tributary.localstack.chaos;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.clients.admin.ProducerState;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.admin.TransactionListing;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Finds transactions that nobody will ever end: open in a partition, while their coordinator knows of none. They hold up every
 * reader of committed data for ever, and it looks like a reader that hangs.
 */
final class Transactions {

    private static final long PATIENCE_SECONDS = 10;
    /** The marker of a transaction that has ended may still be on its way to a partition. */
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(2);

    private final String bootstrapServers;

    Transactions(String bootstrapServers) {
        this.bootstrapServers = bootstrapServers;
    }

    /** In a line each, what hangs. */
    List<String> hanging() throws InterruptedException {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
            Map<TopicPartition, String> found = orphans(admin);
            if (found.isEmpty()) {
                return List.of();
            }
            Thread.sleep(LOOK_AGAIN);
            Map<TopicPartition, String> still = orphans(admin);
            still.entrySet().retainAll(found.entrySet());
            return List.copyOf(still.values());
        } catch (ExecutionException | TimeoutException e) {
            return List.of("the broker does not say which transactions are open: " + e);
        }
    }

    private static Map<TopicPartition, String> orphans(Admin admin)
            throws ExecutionException, InterruptedException, TimeoutException {
        Map<Long, TransactionListing> known = new HashMap<>();
        for (TransactionListing transaction : admin.listTransactions().all().get(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            known.put(transaction.producerId(), transaction);
        }
        Map<TopicPartition, String> orphans = new HashMap<>();
        admin.describeProducers(partitions(admin))
                .all()
                .get(PATIENCE_SECONDS, TimeUnit.SECONDS)
                .forEach((partition, states) -> {
                    for (ProducerState producer : states.activeProducers()) {
                        if (producer.currentTransactionStartOffset().isPresent() && !isUnderWay(known, producer)) {
                            orphans.put(partition, describe(partition, producer, known.get(producer.producerId())));
                        }
                    }
                });
        return orphans;
    }

    private static boolean isUnderWay(Map<Long, TransactionListing> known, ProducerState producer) {
        TransactionListing transaction = known.get(producer.producerId());
        return transaction != null
                && List.of(
                                TransactionState.ONGOING,
                                TransactionState.PREPARE_COMMIT,
                                TransactionState.PREPARE_ABORT,
                                TransactionState.PREPARE_EPOCH_FENCE)
                        .contains(transaction.state());
    }

    private static String describe(
            TopicPartition partition, ProducerState producer, @Nullable TransactionListing known) {
        return "a hanging transaction holds up readers of " + partition + " from offset "
                + producer.currentTransactionStartOffset().getAsLong() + " on: producer " + producer.producerId()
                + ", epoch " + producer.producerEpoch() + ", of which the coordinator says "
                + (known == null ? "nothing" : known.transactionalId() + " is " + known.state())
                + " (a broker that was stopped or killed has lost the end of it, see KAFKA-20734)";
    }

    private static List<TopicPartition> partitions(Admin admin)
            throws ExecutionException, InterruptedException, TimeoutException {
        List<TopicPartition> partitions = new ArrayList<>();
        for (TopicDescription topic : admin.describeTopics(admin.listTopics(new ListTopicsOptions().listInternal(true))
                        .names()
                        .get(PATIENCE_SECONDS, TimeUnit.SECONDS))
                .allTopicNames()
                .get(PATIENCE_SECONDS, TimeUnit.SECONDS)
                .values()) {
            topic.partitions()
                    .forEach(partition -> partitions.add(new TopicPartition(topic.name(), partition.partition())));
        }
        return partitions;
    }
}
