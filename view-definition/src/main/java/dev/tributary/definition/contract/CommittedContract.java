package dev.tributary.definition.contract;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.avro.Schema;

/**
 * What a contract takes over from the one that is committed, as far as that has it: names, documentation, wider types, and what
 * fields were called before.
 */
final class CommittedContract {

    private final Optional<Schema> record;

    /** By the new name, or its path: {@code user.mail}. Both are paths of the same record. */
    private final Map<String, String> oldNames;

    CommittedContract(Optional<Schema> committed, Map<String, String> oldNames) {
        this.record = committed.map(Fields::withoutNull).filter(schema -> schema.getType() == Schema.Type.RECORD);
        this.oldNames = oldNames;
    }

    String recordName(String otherwise) {
        return record.map(Schema::getName).orElse(otherwise);
    }

    String namespace(String otherwise) {
        return record.map(Schema::getNamespace).orElse(otherwise);
    }

    String doc(String otherwise) {
        return record.map(Schema::getDoc).orElse(otherwise);
    }

    /** Not that of a field which is called otherwise now: it names the column. */
    String fieldDoc(String field, String otherwise) {
        return named(field).map(Schema.Field::doc).orElse(otherwise);
    }

    /** The record that a field holds. */
    CommittedContract nested(String field) {
        String path = field + ".";
        Map<String, String> nested = oldNames.entrySet().stream()
                .filter(renamed -> renamed.getKey().startsWith(path))
                .collect(Collectors.toMap(
                        renamed -> renamed.getKey().substring(path.length()),
                        renamed -> Fields.name(renamed.getValue())));
        return new CommittedContract(field(field).map(Schema.Field::schema), nested);
    }

    boolean has(String field) {
        return named(field).isPresent();
    }

    /** Whether rows were written by it that do not have this field. */
    boolean lacks(String field) {
        return record.isPresent() && field(field).isEmpty();
    }

    /** What the field was called before, the last name first. */
    Set<String> aliases(String field) {
        Set<String> aliases = new LinkedHashSet<>();
        if (named(field).isEmpty()) {
            field(field).map(Schema.Field::name).ifPresent(aliases::add);
        }
        field(field).map(Schema.Field::aliases).ifPresent(aliases::addAll);
        return aliases;
    }

    boolean isNullable(String field) {
        return field(field).map(Schema.Field::schema).filter(Fields::isNullable).isPresent();
    }

    boolean isLong(String field) {
        return field(field)
                .map(Schema.Field::schema)
                .map(Fields::withoutNull)
                .filter(type -> type.getType() == Schema.Type.LONG && type.getLogicalType() == null)
                .isPresent();
    }

    /**
     * The prefixes of fields of provenance, in their order: those that are no columns of the view and end as such do.
     *
     * @param optional whether those of joined tables, which can be null, or those of the base table
     */
    List<String> provenance(Set<String> columns, boolean optional) {
        return record.map(Schema::getFields).orElse(List.of()).stream()
                .map(Schema.Field::name)
                .filter(name -> !columns.contains(name) && name.endsWith(Provenance.LSN))
                .filter(name -> isNullable(name) == optional)
                .map(name -> name.substring(0, name.length() - Provenance.LSN.length()))
                .filter(prefix -> named(prefix + Provenance.COMMITTED_AT).isPresent())
                .toList();
    }

    /** The field of this name, else the one that had another name. */
    private Optional<Schema.Field> field(String name) {
        return named(name).or(() -> Optional.ofNullable(oldNames.get(name)).flatMap(old -> named(Fields.name(old))));
    }

    private Optional<Schema.Field> named(String name) {
        return record.map(schema -> schema.getField(name));
    }
}
