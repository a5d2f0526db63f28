package dev.tributary.http;

import dev.tributary.definition.contract.ReservedNames;
import dev.tributary.definition.contract.ViewContract;
import dev.tributary.definition.explain.Routes;
import dev.tributary.definition.key.Key;
import dev.tributary.definition.key.KeyType;
import dev.tributary.http.Endpoint.In;
import dev.tributary.http.Endpoint.Parameter;
import dev.tributary.view.RowQuery;
import io.helidon.webserver.http.ServerRequest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.common.config.ConfigException;

/**
 * The names that a view has in the API: its rows have that of the base table, {@code orders}, and one of them the prefix of its
 * fields of provenance, {@code order}; the rows that its foreign keys refer to likewise, {@code users} and {@code user}.
 *
 * @param rows name of the base table
 * @param row name of one of its rows
 * @param key the field that is its primary key
 * @param keyType of that field
 * @param owners what is referred to: a table by a foreign key, each once
 */
record ResourceNames(String rows, String row, String key, KeyType keyType, List<Owner> owners) {

    /**
     * Rows that are referred to.
     *
     * @param foreignKey in the order of {@link ViewContract#foreignKeys}
     * @param field the foreign key
     * @param rows name of the table
     * @param row name of one of its rows
     * @param key the column that is its primary key
     * @param keyType of that column, and of the foreign key
     * @param hasPath {@link Routes.Reference#hasPath}
     */
    record Owner(int foreignKey, String field, String rows, String row, String key, KeyType keyType, boolean hasPath) {

        Parameter keyParameter() {
            return new Parameter(In.PATH, key, "The key of the " + row + ".", schemaOf(keyType), !keyType.isSegment());
        }
    }

    ResourceNames {
        owners = List.copyOf(owners);
    }

    private static String schemaOf(KeyType type) {
        return switch (type) {
            case INTEGER -> "{\"type\":\"integer\",\"format\":\"int64\"}";
            case TEXT -> "{\"type\":\"string\"}";
            case UUID -> "{\"type\":\"string\",\"format\":\"uuid\",\"examples\":[" + example(type) + "]}";
        };
    }

    /** A key as JSON. */
    private static String example(KeyType type) {
        return switch (type) {
            case INTEGER -> "42";
            case TEXT -> "\"A-42\"";
            case UUID -> "\"0197a1c3-7d5e-7c6a-9b1f-3a5d2e8f4c01\"";
        };
    }

    /** Segments that clients and proxies remove from a path. */
    private static final Set<String> NO_SEGMENTS = Set.of("", ".", "..");

    /** @throws ConfigException if the API uses one of the names itself */
    static ResourceNames of(ViewContract view) {
        List<String> reserved = ReservedNames.in(view);
        if (!reserved.isEmpty()) {
            throw new ConfigException("the view " + view.name()
                    + " cannot be served over HTTP: the API uses the name of its "
                    + String.join(", and of its ", reserved)
                    + " itself. Rename a column by AS, a prefix in the contract, or the table; or run the join"
                    + " without HTTP: tributary.tiers=enrich and tributary.http.port=-1");
        }
        return new ResourceNames(
                view.base().table().table(),
                view.base().origin().prefix(),
                view.base().columns().getFirst().field().name(),
                view.keyType(),
                owners(view));
    }

    private static List<Owner> owners(ViewContract view) {
        List<Routes.Reference> references =
                view.referenced().stream().map(Routes.Reference::of).toList();
        List<Owner> owners = new ArrayList<>();
        for (ViewContract.Referenced join : view.referenced()) {
            Owner owner = new Owner(
                    view.foreignKeys().indexOf(join.foreignKey()),
                    join.foreignKey().field().name(),
                    join.table().table(),
                    join.origin().prefix(),
                    join.primaryKey(),
                    join.foreignKey().keyType(),
                    Routes.Reference.of(join).hasPath(view.base().table(), references));
            boolean isKnown = owners.stream()
                    .anyMatch(other -> other.foreignKey == owner.foreignKey && other.rows.equals(owner.rows));
            if (!isKnown) {
                owners.add(owner);
            }
        }
        return owners;
    }

    String rowsPath() {
        return "/" + rows;
    }

    String rowPath() {
        return rowsPath() + "/{" + key + "}";
    }

    String streamPath() {
        return rowsPath() + "/stream";
    }

    /** The path of the rows that refer to one of an owner's. */
    String ofOwnerPath(Owner owner) {
        return "/" + owner.rows + "/{" + owner.key + "}" + rowsPath();
    }

    /** The same, of one that is named; where its key can be no segment, that of all rows, for a parameter with the foreign key. */
    String ofOwnerPath(Owner owner, Key id) {
        return NO_SEGMENTS.contains(id.toString())
                ? rowsPath()
                : "/" + owner.rows + "/" + Requests.encoded(id) + rowsPath();
    }

    /** The field that is a foreign key. */
    String field(int foreignKey) {
        return owners.stream()
                .filter(owner -> owner.foreignKey == foreignKey)
                .findFirst()
                .orElseThrow()
                .field;
    }

    /** What is joined to a row, in words. */
    String ownersInWords() {
        return owners.stream().map(Owner::row).distinct().collect(Collectors.joining(" and its "));
    }

    /** The name of the schema of a row. */
    String schema() {
        return capitalized(row);
    }

    /** A name of an operation. */
    String operation(String verb, String name) {
        return verb + capitalized(name);
    }

    Parameter keyParameter() {
        return new Parameter(In.PATH, key, "The key of the " + row + ".", schemaOf(keyType), !keyType.isSegment());
    }

    /** The owners that a parameter of {@link #rowsPath} leads from: those without a path, and those of whose keys some are no segment. */
    List<Owner> ownersByParameter() {
        return owners.stream()
                .filter(owner -> !owner.hasPath || !owner.keyType.isSegment())
                .toList();
    }

    /** The parameters of {@link #rowsPath} that name rows. */
    List<Parameter> selections() {
        List<Parameter> parameters = new ArrayList<>(foreignKeyParameters(ownersByParameter()));
        if (hasKeyParameter()) {
            parameters.add(new Parameter(
                    In.QUERY,
                    key,
                    "Only the " + row + " of this key, which need not be a segment of a path.",
                    schemaOf(keyType)));
        }
        return List.copyOf(parameters);
    }

    /** Whether the key of a row is a parameter of {@link #rowsPath}, and none of the foreign keys: those would give the same row. */
    boolean hasKeyParameter() {
        return !keyType.isSegment() && ownersByParameter().stream().noneMatch(owner -> owner.field.equals(key));
    }

    /** The foreign keys as parameters, each once. */
    List<Parameter> foreignKeyParameters(List<Owner> some) {
        Map<String, Parameter> parameters = new LinkedHashMap<>();
        for (Owner owner : some) {
            parameters.putIfAbsent(
                    owner.field,
                    new Parameter(
                            In.QUERY,
                            owner.field,
                            "Only the " + rows + " of this " + owner.row + ".",
                            schemaOf(owner.keyType)));
        }
        return List.copyOf(parameters.values());
    }

    /** The row that is named by one of the parameters, or nothing. */
    Optional<RowQuery.Reference> reference(ServerRequest request, List<Owner> some) {
        List<RowQuery.Reference> named = some.stream()
                .flatMap(owner -> Requests.key(request, owner.field, owner.keyType).stream()
                        .map(value -> new RowQuery.Reference(owner.foreignKey, value)))
                .distinct()
                .toList();
        if (named.size() > 1) {
            throw new ProblemException(Problem.badRequest(
                    "invalid-parameter",
                    "only one of these parameters can be given: "
                            + some.stream().map(Owner::field).distinct().collect(Collectors.joining(", "))));
        }
        return named.stream().findFirst();
    }

    Parameter after() {
        return new Parameter(
                In.QUERY,
                "after",
                "Only " + rows + " with a greater key: the last one of the page before.",
                schemaOf(keyType));
    }

    Parameter limit() {
        return new Parameter(
                In.QUERY,
                "limit",
                "How many " + rows + " a page has at most.",
                "{\"type\":\"integer\",\"minimum\":1,\"maximum\":" + Requests.MAX_LIMIT + ",\"default\":"
                        + Requests.DEFAULT_LIMIT + "}");
    }

    /** What a {@code removed} has, for the description of events. */
    String exampleOfRemoved() {
        return "{\"" + key + "\": " + example(keyType) + "}";
    }

    private static String capitalized(String name) {
        return name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1);
    }
}
