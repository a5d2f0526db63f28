package dev.tributary.definition.resolved;

import dev.tributary.definition.catalogue.SqlType;
import dev.tributary.definition.catalogue.SqlType.Form;
import dev.tributary.definition.resolved.ColumnType.Supported;
import dev.tributary.definition.resolved.ColumnType.Unsupported;
import java.util.Optional;
import java.util.Set;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;

/**
 * The types that a view can have, as {@code docs/types.md} lists them. The connector writes them so if
 * {@code decimal.handling.mode} and {@code interval.handling.mode} are {@code string} and {@code time.precision.mode} is
 * {@code microseconds}.
 */
public final class ColumnTypes {

    /** The property of an Avro type that names PostgreSQL's type where its JSON is not that of the Avro type. */
    public static final String POSTGRES_TYPE = "postgresType";

    private static final Set<String> RANGES =
            Set.of("int4range", "int8range", "numrange", "tsrange", "tstzrange", "daterange");

    private static final Set<String> SUPPORTED_ARRAYS =
            Set.of("text", "varchar", "bpchar", "jsonb", "bytea", "int4", "int8");

    /** Of these, an unchanged large array is null in the log. */
    private static final Set<String> ARRAYS_OF_FULL_IDENTITY =
            Set.of("int2", "bool", "float4", "float8", "inet", "oid", "ltree", "citext", "hstore", "uuid");

    /** A longer one, of more than 24 bytes with its header, can be stored out of line. If it is and does not change, it is null in the log. */
    private static final int MOST_BITS_INLINE = 128;

    private ColumnTypes() {}

    /** PostgreSQL's type, where a type of a contract names it; empty if it does not. */
    public static String postgresType(Schema schema) {
        String type = schema.getProp(POSTGRES_TYPE);
        return type == null ? "" : type;
    }

    public static ColumnType of(SqlType type) {
        return type.isArray() ? array(type) : scalar(type);
    }

    private static ColumnType scalar(SqlType type) {
        Optional<Schema> avro = avro(type);
        boolean needsFullIdentity = type.isBuiltIn() && type.name().equals("bit") && type.length() > MOST_BITS_INLINE;
        return avro.isPresent() ? new Supported(avro.get(), needsFullIdentity) : new Unsupported(reason(type));
    }

    private static ColumnType array(SqlType type) {
        boolean known = isKnown(type);
        boolean needsFullIdentity =
                known && (ARRAYS_OF_FULL_IDENTITY.contains(type.name()) || RANGES.contains(type.name()));
        Optional<Schema> item = avro(type);
        boolean isSupported = needsFullIdentity || (known && SUPPORTED_ARRAYS.contains(type.name()));
        if (item.isEmpty() || !isSupported) {
            return new Unsupported(arrayReason(type));
        }
        Schema nullable = Schema.createUnion(Schema.create(Schema.Type.NULL), item.get());
        return new Supported(Schema.createArray(nullable), needsFullIdentity);
    }

    private static boolean isKnown(SqlType type) {
        return type.isBuiltIn() || type.isOf(type.name());
    }

    private static Optional<Schema> avro(SqlType type) {
        if (type.form() == Form.ENUM) {
            return Optional.of(Schema.create(Schema.Type.STRING));
        }
        if (type.isBuiltIn()) {
            return builtIn(type);
        }
        // An extension's main type has the extension's name.
        if (!type.isOf(type.name())) {
            return Optional.empty();
        }
        return switch (type.name()) {
            case "citext", "ltree" -> Optional.of(Schema.create(Schema.Type.STRING));
            case "hstore" -> Optional.of(named(Schema.Type.STRING, "hstore"));
            default -> Optional.empty();
        };
    }

    private static Optional<Schema> builtIn(SqlType type) {
        String name = type.name();
        if (RANGES.contains(name)) {
            return Optional.of(Schema.create(Schema.Type.STRING));
        }
        return switch (name) {
            case "bool" -> Optional.of(Schema.create(Schema.Type.BOOLEAN));
            case "int2", "int4" -> Optional.of(Schema.create(Schema.Type.INT));
            case "int8" -> Optional.of(Schema.create(Schema.Type.LONG));
            case "float4" -> Optional.of(Schema.create(Schema.Type.FLOAT));
            case "float8" -> Optional.of(Schema.create(Schema.Type.DOUBLE));
            case "text", "varchar", "bpchar", "name", "xml", "tsvector", "inet", "cidr", "macaddr" ->
                Optional.of(Schema.create(Schema.Type.STRING));
            case "uuid" -> Optional.of(LogicalTypes.uuid().addToSchema(Schema.create(Schema.Type.STRING)));
            case "numeric", "json", "jsonb", "timestamptz", "interval" -> Optional.of(named(Schema.Type.STRING, name));
            case "oid" -> Optional.of(named(Schema.Type.LONG, name));
            case "bytea" -> Optional.of(Schema.create(Schema.Type.BYTES));
            case "date" -> Optional.of(LogicalTypes.date().addToSchema(Schema.create(Schema.Type.INT)));
            case "time" -> Optional.of(LogicalTypes.timeMicros().addToSchema(Schema.create(Schema.Type.LONG)));
            case "timestamp" ->
                Optional.of(LogicalTypes.localTimestampMicros().addToSchema(Schema.create(Schema.Type.LONG)));
            case "bit" ->
                Optional.of(named(
                        type.length() == 1 ? Schema.Type.BOOLEAN : Schema.Type.BYTES, "bit(" + type.length() + ")"));
            default -> Optional.empty();
        };
    }

    private static Schema named(Schema.Type avro, String postgresType) {
        Schema schema = Schema.create(avro);
        schema.addProp(POSTGRES_TYPE, postgresType);
        return schema;
    }

    private static String reason(SqlType type) {
        if (type.form() == Form.COMPOSITE || type.form() == Form.MULTIRANGE) {
            return "values of it are not captured";
        }
        if (!type.isBuiltIn()) {
            return "it is not one of the types that a view can have";
        }
        return switch (type.name()) {
            case "money" -> "PostgreSQL's text of it depends on a setting of the server";
            case "timetz" -> "its time zone is not captured";
            case "varbit" -> "its length is not captured";
            case "tsquery", "pg_lsn", "jsonpath" -> "values of it are not captured";
            case "point", "line", "circle", "box", "path", "polygon", "lseg" -> "geometric types are not supported";
            default -> "it is not one of the types that a view can have";
        };
    }

    private static String arrayReason(SqlType type) {
        if (type.form() == Form.ENUM) {
            return "one NULL in it makes the captured array null";
        }
        if (type.form() == Form.DOMAIN || type.form() == Form.COMPOSITE) {
            return "values of it are not captured";
        }
        return switch (type.name()) {
            case "numeric" -> "one NaN in it makes the captured array null";
            case "date" -> "an infinite date in it is captured as another date";
            case "time" -> "what is less than a millisecond in it, and 24:00, are not captured";
            case "timestamp" -> "a time before 1582 in it is captured as another time";
            case "timestamptz" -> "-infinity and a time before Christ in it are captured as other times";
            case "interval" -> "values of it are not captured";
            default -> "it is not one of the types that a view can have";
        };
    }
}
