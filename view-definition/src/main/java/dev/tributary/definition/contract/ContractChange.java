package dev.tributary.definition.contract;

import dev.tributary.definition.key.KeyType;
import dev.tributary.definition.resolved.ColumnTypes;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.avro.LogicalType;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;

/**
 * What it means that a contract takes the place of another one. Fields are named by paths such as {@code user.email}.
 *
 * @param fresh fields of which rows that were written before have no value, or one of another type
 * @param incompatible what readers of the topic miss or find changed, a line for each field
 * @param impossible why rows that were written before cannot be read, or would not be the same rows, a line each
 */
public record ContractChange(Set<String> fresh, List<String> incompatible, List<String> impossible) {

    public ContractChange {
        fresh = Set.copyOf(fresh);
        incompatible = List.copyOf(incompatible);
        impossible = List.copyOf(impossible);
    }

    /**
     * Compares two contracts of one view.
     *
     * @param before the one that rows were written with
     * @param now the one that they are to be read with
     */
    public static ContractChange between(Schema before, Schema now) {
        Comparison comparison = new Comparison();
        if (before.getType() != Schema.Type.RECORD) {
            comparison.impossible.add("what rows were written with is not a record");
        } else {
            comparison.keys(before, now);
            comparison.records("", before, now);
            comparison.remaining(before, now);
        }
        return new ContractChange(comparison.fresh, comparison.incompatible, comparison.impossible);
    }

    private static final Optional<String> UUID = Optional.of(LogicalTypes.uuid().getName());

    private static final class Comparison {
        private final Set<String> fresh = new LinkedHashSet<>();
        private final List<String> incompatible = new ArrayList<>();
        private final List<String> impossible = new ArrayList<>();

        private void keys(Schema before, Schema now) {
            Schema.Field key = now.getFields().getFirst();
            Schema.Field keyBefore = before.getFields().getFirst();
            Optional<KeyType> type = KeyType.of(key.schema());
            Optional<KeyType> typeBefore = KeyType.of(keyBefore.schema());
            if (earlier(before, key).filter(keyBefore::equals).isEmpty()) {
                impossible.add("the primary key is %s, and was %s".formatted(key.name(), keyBefore.name()));
            } else if (!type.equals(typeBefore)) {
                impossible.add("the primary key %s is %s, and was %s"
                        .formatted(key.name(), described(key.schema()), described(keyBefore.schema())));
            }
        }

        private void records(String prefix, Schema before, Schema now) {
            Set<String> found = new HashSet<>();
            for (Schema.Field field : now.getFields()) {
                String path = prefix + field.name();
                Optional<Schema.Field> earlier = earlier(before, field);
                if (earlier.isEmpty()) {
                    added(path, field);
                    continue;
                }
                String name = earlier.get().name();
                found.add(name);
                if (!name.equals(field.name())) {
                    incompatible.add("field " + prefix + name + " is called " + field.name());
                }
                types(path, earlier.get().schema(), field.schema());
            }
            before.getFields().stream()
                    .filter(field -> !found.contains(field.name()))
                    .forEach(field -> incompatible.add("field " + prefix + field.name() + " is removed"));
        }

        private void added(String path, Schema.Field field) {
            fresh.add(path);
            if (!Fields.isNullable(field.schema()) || !field.hasDefaultValue()) {
                impossible.add("field " + path + " is new, and has to be a union of null and its type with null as"
                        + " default: ./tributary view contract --overwrite writes it so");
            }
        }

        private void types(String path, Schema before, Schema now) {
            Schema type = Fields.withoutNull(now);
            Schema typeBefore = Fields.withoutNull(before);
            if (Fields.isNullable(before) && !Fields.isNullable(now)) {
                impossible.add("field " + path + " cannot be null any more, and was null in rows until now");
            }
            if (type.getType() == Schema.Type.RECORD && typeBefore.getType() == Schema.Type.RECORD) {
                records(path + ".", typeBefore, type);
            } else if (!described(now).equals(described(before))) {
                fresh.add(path);
                String change = "field %s is %s, and was %s".formatted(path, described(now), described(before));
                if (isReadable(typeBefore, type)) {
                    incompatible.add(change);
                } else {
                    impossible.add(change + ": give the column another name (AS …)");
                }
            }
        }

        /** What the fields do not explain, such as another name of a record. */
        private void remaining(Schema before, Schema now) {
            SchemaCompatibility.SchemaPairCompatibility pair =
                    SchemaCompatibility.checkReaderWriterCompatibility(now, before);
            if (impossible.isEmpty() && pair.getType() != SchemaCompatibilityType.COMPATIBLE) {
                impossible.add(pair.getResult().getIncompatibilities().stream()
                        .map(reason -> reason.getLocation() + ": " + reason.getMessage())
                        .collect(Collectors.joining(", ", "Avro cannot read them: ", "")));
            }
        }

        /** The field that Avro reads: of the same name, else of one that the field had. */
        private static Optional<Schema.Field> earlier(Schema before, Schema.Field field) {
            return Optional.ofNullable(before.getField(field.name()))
                    .or(() -> field.aliases().stream()
                            .flatMap(alias -> Optional.ofNullable(before.getField(alias)).stream())
                            .findFirst());
        }

        /**
         * Avro reads a text as bytes, too, and a long as a double, which are other values, and it reads a long as whatever time, and a text as
         * JSON.
         */
        private static boolean isReadable(Schema before, Schema now) {
            return isOfKind(before.getType(), now.getType())
                    && isOfMeaning(before, now)
                    && SchemaCompatibility.checkReaderWriterCompatibility(now, before)
                                    .getType()
                            == SchemaCompatibilityType.COMPATIBLE;
        }

        private static boolean isOfKind(Schema.Type before, Schema.Type now) {
            return before == now
                    || switch (before) {
                        case INT -> now == Schema.Type.LONG || now == Schema.Type.DOUBLE;
                        case FLOAT -> now == Schema.Type.DOUBLE;
                        default -> false;
                    };
        }

        /** A text may become a uuid: contracts did not say that of a column before. */
        private static boolean isOfMeaning(Schema before, Schema now) {
            if (before.getType() == Schema.Type.ARRAY && now.getType() == Schema.Type.ARRAY) {
                return isOfMeaning(
                        Fields.withoutNull(before.getElementType()), Fields.withoutNull(now.getElementType()));
            }
            Optional<String> type = logicalType(now);
            Optional<String> typeBefore = logicalType(before);
            return Objects.equals(before.getProp(ColumnTypes.POSTGRES_TYPE), now.getProp(ColumnTypes.POSTGRES_TYPE))
                    && (type.equals(typeBefore) || (typeBefore.isEmpty() && type.equals(UUID)));
        }

        private static Optional<String> logicalType(Schema schema) {
            return Optional.ofNullable(schema.getLogicalType()).map(LogicalType::getName);
        }

        private static String described(Schema schema) {
            return ContractComparison.described(Fields.withoutNull(schema));
        }
    }
}
