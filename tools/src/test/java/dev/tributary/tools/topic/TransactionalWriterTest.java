package dev.tributary.tools.topic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.tools.ToolException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class TransactionalWriterTest {

    private static final String TOPIC = "cdc.public.users";

    private final MockProducer<byte[], byte[]> producer =
            new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer());
    private final TransactionalWriter writer = new TransactionalWriter(producer, "another one has begun");

    @Test
    void commitsAllAndSaysWhereItIs() throws Exception {
        Map<String, RecordMetadata> written =
                writer.commit(sender -> Map.of("first", sender.send(record(1)), "second", sender.send(record(2))));

        assertThat(producer.history()).hasSize(2);
        assertThat(producer.commitCount()).isEqualTo(1);
        assertThat(written.get("second").offset()).isEqualTo(1);
    }

    @Test
    void writesInOneTransactionAfterTheOther() throws Exception {
        writer.commit(sender -> Map.of("first", sender.send(record(1))));
        writer.commit(sender -> Map.of("second", sender.send(record(2))));

        assertThat(producer.commitCount()).isEqualTo(2);
    }

    @Test
    void whoIsShutOutAtTheCommitHasWrittenNothing() {
        producer.commitTransactionException = new ProducerFencedException("fenced");

        assertShutOut(() -> writer.commit(sender -> Map.of("first", sender.send(record(1)))));
    }

    @Test
    void whoIsShutOutWhileItSendsHasWrittenNothing() {
        Future<RecordMetadata> fenced = CompletableFuture.failedFuture(new InvalidProducerEpochException("old epoch"));

        assertShutOut(() -> writer.commit(sender -> Map.of("first", fenced)));
    }

    /** A producer in its fatal state wraps what has put it there. */
    @Test
    void whoIsShutOutBetweenTransactionsHasWrittenNothing() {
        producer.beginTransactionException =
                new KafkaException("in a fatal state", new ProducerFencedException("fenced"));

        assertShutOut(() -> writer.commit(sender -> Map.of()));
    }

    @Test
    void aRecordThatIsRefusedIsTheReason() {
        Future<RecordMetadata> refused = CompletableFuture.failedFuture(new RecordTooLargeException("3 MB"));

        assertThatThrownBy(() -> writer.commit(sender -> Map.of("first", refused)))
                .isInstanceOf(RecordTooLargeException.class)
                .hasMessage("3 MB");
        assertThat(producer.commitCount()).isZero();
    }

    @Test
    void closesItsProducer() {
        writer.close();

        assertThat(producer.closed()).isTrue();
    }

    @Test
    void closesTheProducerThatCannotBegin() {
        MockProducer<byte[], byte[]> away =
                new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer());
        away.initTransactionException = new KafkaException("no broker");

        assertThatThrownBy(() -> new TransactionalWriter(away, "another one has begun"))
                .hasMessage("no broker");
        assertThat(away.closed()).isTrue();
    }

    private void assertShutOut(ThrowingCallable commit) {
        assertThatThrownBy(commit)
                .isInstanceOf(ToolException.class)
                .hasMessage("another one has begun, and nothing was written");
        assertThat(producer.commitCount()).isZero();
    }

    private static ProducerRecord<byte[], byte[]> record(int key) {
        return new ProducerRecord<>(TOPIC, new byte[] {(byte) key}, new byte[0]);
    }
}
