package dev.tributary.avro;

import java.io.IOException;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.apache.avro.AvroTypeException;
import org.apache.avro.Resolver;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.DatumReader;
import org.apache.avro.io.Decoder;
import org.jspecify.annotations.Nullable;

/**
 * Reads through a schema of the reader's own.
 *
 * <p>Avro reports two schemas that do not fit only when a record meets the spot. Here a writer schema of which no record
 * at all could be read is refused when it is first seen; a branch of a union that does not fit waits for its record.
 *
 * <p>Avro's resolution also promotes values to types that do not have them: bytes to a string that need not be UTF-8, and
 * 64 bits to a floating-point number of fewer digits. A writer schema for which it would do that is refused as a whole.
 */
record Projection<T>(Schema reader, Function<GenericRecord, T> mapper) implements DatumReaderFactory<T> {

    @Override
    public DatumReader<T> create(Schema writer) {
        GenericData data = new GenericData();
        Resolver.Action resolution = Resolver.resolve(writer, reader, data);
        misfit(resolution, reader.getFullName(), identitySet())
                .or(() -> lossyPromotion(resolution, reader.getFullName(), identitySet()))
                .ifPresent(reason -> {
                    throw new AvroTypeException(reason);
                });
        return new MappingReader<>(new GenericDatumReader<>(writer, reader, data), mapper);
    }

    /** Why no record can be read, if so. */
    private static Optional<String> misfit(Resolver.Action action, String path, Set<Resolver.Action> seen) {
        if (!seen.add(action)) {
            return Optional.empty();
        }
        if (action instanceof Resolver.ErrorAction error) {
            return Optional.of(path + ": " + error);
        }
        if (action instanceof Resolver.ReaderUnion union) {
            return misfit(union.actualAction, path, seen);
        }
        if (action instanceof Resolver.WriterUnion union) {
            Optional<String> last = Optional.empty();
            for (Resolver.Action branch : union.actions) {
                last = misfit(branch, path, seen);
                if (last.isEmpty()) {
                    return last;
                }
            }
            return last;
        }
        if (action instanceof Resolver.RecordAdjust record) {
            int field = 0;
            for (Resolver.Action fieldAction : record.fieldActions) {
                if (!(fieldAction instanceof Resolver.Skip)) {
                    Optional<String> found = misfit(fieldAction, path + "." + record.readerOrder[field].name(), seen);
                    if (found.isPresent()) {
                        return found;
                    }
                    field++;
                }
            }
        }
        return Optional.empty();
    }

    /** Where a value would be promoted to a type that does not hold all values of its own, if so. */
    private static Optional<String> lossyPromotion(Resolver.Action action, String path, Set<Resolver.Action> seen) {
        if (!seen.add(action)) {
            return Optional.empty();
        }
        return switch (action) {
            case Resolver.Promote promotion ->
                keepsValues(promotion)
                        ? Optional.empty()
                        : Optional.of(
                                path + ": Found " + promotion.writer.getType().getName() + ", and as "
                                        + promotion.reader.getType().getName() + " it would not keep its value");
            case Resolver.ReaderUnion union -> lossyPromotion(union.actualAction, path, seen);
            case Resolver.WriterUnion union ->
                Arrays.stream(union.actions)
                        .flatMap(branch -> lossyPromotion(branch, path, seen).stream())
                        .findFirst();
            case Resolver.Container container -> lossyPromotion(container.elementAction, path, seen);
            case Resolver.RecordAdjust record -> lossyPromotionOfField(record, path, seen);
            default -> Optional.empty();
        };
    }

    private static Optional<String> lossyPromotionOfField(
            Resolver.RecordAdjust record, String path, Set<Resolver.Action> seen) {
        int field = 0;
        for (Resolver.Action action : record.fieldActions) {
            if (!(action instanceof Resolver.Skip)) {
                Optional<String> found = lossyPromotion(action, path + "." + record.readerOrder[field].name(), seen);
                if (found.isPresent()) {
                    return found;
                }
                field++;
            }
        }
        return Optional.empty();
    }

    private static boolean keepsValues(Resolver.Promote promotion) {
        return switch (promotion.writer.getType()) {
            case INT -> promotion.reader.getType() != Schema.Type.FLOAT;
            case FLOAT -> true;
            default -> false;
        };
    }

    private static Set<Resolver.Action> identitySet() {
        return Collections.newSetFromMap(new IdentityHashMap<>());
    }

    private record MappingReader<T>(GenericDatumReader<GenericRecord> records, Function<GenericRecord, T> mapper)
            implements DatumReader<T> {

        @Override
        public void setSchema(Schema schema) {
            throw new UnsupportedOperationException("The writer schema is fixed");
        }

        @Override
        public T read(@Nullable T reuse, Decoder in) throws IOException {
            return mapper.apply(records.read(null, in));
        }
    }
}
