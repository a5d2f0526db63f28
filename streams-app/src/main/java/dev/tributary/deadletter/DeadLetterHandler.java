package dev.tributary.deadletter;

import dev.tributary.avro.SchemaRegistryException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.streams.errors.DeserializationExceptionHandler;
import org.apache.kafka.streams.errors.ErrorHandlerContext;
import org.apache.kafka.streams.errors.ProcessingExceptionHandler;
import org.apache.kafka.streams.processor.api.Record;

/**
 * Puts a record that cannot be processed to the dead letters, and goes on with the next one. Only what is the record's own
 * fault: bytes that are no Avro, a schema that the registry does not know or that cannot be read, a change that cannot be
 * true. A registry or a broker that does not answer says nothing about the record, and is waited for; everything else
 * stops the tier.
 *
 * <p>The dead letter belongs to the transaction that is open. It is written once, unless the process dies between the
 * reading of the record and the commit of its offset; then it is written again with the same origin, by which it is known. A record of a
 * table that is joined to itself has one for each of the two sides of the join that cannot take it.
 *
 * <p>Made by Kafka Streams, one for each thread and kind, and given its settings by {@link #configure}.
 */
public final class DeadLetterHandler implements DeserializationExceptionHandler, ProcessingExceptionHandler {

    private DeadLetters deadLetters;

    @SuppressWarnings("NullAway.Init") // configure() is called before anything else
    public DeadLetterHandler() {}

    @Override
    public void configure(Map<String, ?> settings) {
        deadLetters = (DeadLetters) Objects.requireNonNull(
                settings.get(DeadLetters.CONFIG), "the setting " + DeadLetters.CONFIG + " is missing");
    }

    @Override
    public DeserializationExceptionHandler.Response handleError(
            ErrorHandlerContext context, ConsumerRecord<byte[], byte[]> record, Exception failure) {
        if (!isOfTheRecord(failure)) {
            return DeserializationExceptionHandler.Response.fail();
        }
        return DeserializationExceptionHandler.Response.resume(letter(context, Stage.DESERIALIZATION, failure));
    }

    @Override
    public ProcessingExceptionHandler.Response handleError(
            ErrorHandlerContext context, Record<?, ?> record, Exception failure) {
        if (!(failure instanceof UnprocessableRecordException)) {
            return ProcessingExceptionHandler.Response.fail();
        }
        return ProcessingExceptionHandler.Response.resume(letter(context, Stage.PROCESSING, failure));
    }

    private List<ProducerRecord<byte[], byte[]>> letter(ErrorHandlerContext context, Stage stage, Exception failure) {
        return List.of(deadLetters.of(context, stage, failure));
    }

    /** An outage of the registry is retriable and none of these; what it refuses, such as a login, is not the record's fault. */
    public static boolean isOfTheRecord(Exception failure) {
        return failure instanceof UnprocessableRecordException
                || (failure instanceof SerializationException && !(failure instanceof SchemaRegistryException));
    }
}
