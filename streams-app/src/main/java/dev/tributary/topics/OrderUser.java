package dev.tributary.topics;

import dev.tributary.avro.FlatSchema;
import dev.tributary.avro.ProjectingDeserializer;
import dev.tributary.avro.SchemaRegistry;
import dev.tributary.definition.contract.ViewContract;
import java.util.List;
import java.util.OptionalLong;
import org.apache.avro.Schema;

/** Reads which row the foreign key of a result refers to, such as whose order it is, and nothing else of it. */
public final class OrderUser {

    private OrderUser() {}

    /** Gives nothing for an order without a user. */
    public static ProjectingDeserializer<OptionalLong> deserializer(SchemaRegistry registry, ViewContract view) {
        String name = view.referenced().getFirst().foreignKey().field().name();
        Schema.Field field = FlatSchema.nullable(name, Schema.create(Schema.Type.LONG));
        Schema reader = Schema.createRecord("OrderUser", null, OrderUser.class.getPackageName(), false, List.of(field));
        int foreignKey = FlatSchema.of(reader).leaf(name);
        return new ProjectingDeserializer<>(
                registry,
                reader,
                writer -> {},
                result ->
                        result.isNull(foreignKey) ? OptionalLong.empty() : OptionalLong.of(result.getLong(foreignKey)));
    }
}
