package dev.tributary.topics;

import dev.tributary.avro.FlatSchema;
import dev.tributary.definition.contract.ViewContract;
import dev.tributary.definition.contract.ViewContract.Origin;
import java.util.List;
import java.util.stream.Stream;
import org.apache.avro.Schema;

/**
 * The fields of results that say which change gave a row its columns, through which they are read. To be put into a
 * {@link FlatSchema#projection} of the contract: results of before may have them under other names.
 */
public final class OriginFields {

    private OriginFields() {}

    /** Of the row of the base table. */
    public static List<Schema.Field> ofBase(ViewContract view) {
        return names(view.base().origin())
                .map(name -> withAliases(view, new Schema.Field(name, Schema.create(Schema.Type.LONG))))
                .toList();
    }

    /** Of the joined rows, in the order of the joins; null where there is no row, or where a result has no such fields. */
    public static List<Schema.Field> ofReferenced(ViewContract view) {
        return view.referenced().stream()
                .flatMap(referenced -> names(referenced.origin()))
                .map(name -> withAliases(view, FlatSchema.nullable(name, Schema.create(Schema.Type.LONG))))
                .toList();
    }

    private static Stream<String> names(Origin origin) {
        return Stream.of(origin.lsn(), origin.committedAt());
    }

    private static Schema.Field withAliases(ViewContract view, Schema.Field read) {
        view.schema().getField(read.name()).aliases().forEach(read::addAlias);
        return read;
    }
}
