package dev.tributary.definition.contract;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.avro.Schema;

/** What a contract takes over from the one that is committed, as far as that has it: names, documentation, wider types. */
final class CommittedContract {

    private final Optional<Schema> record;

    CommittedContract(Optional<Schema> committed) {
        this.record = committed.map(Fields::withoutNull).filter(schema -> schema.getType() == Schema.Type.RECORD);
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

    String fieldDoc(String field, String otherwise) {
        return field(field).map(Schema.Field::doc).orElse(otherwise);
    }

    /** The record that a field holds. */
    CommittedContract nested(String field) {
        return new CommittedContract(field(field).map(Schema.Field::schema));
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
                .filter(prefix -> field(prefix + Provenance.COMMITTED_AT).isPresent())
                .toList();
    }

    private Optional<Schema.Field> field(String name) {
        return record.map(schema -> schema.getField(name));
    }
}
