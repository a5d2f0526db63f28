package dev.tributary.definition.owner;

import dev.tributary.definition.Name;
import dev.tributary.definition.catalogue.Table;
import dev.tributary.definition.resolved.ColumnType;
import dev.tributary.definition.resolved.ColumnTypes;
import dev.tributary.definition.resolved.ResolvedView;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Makes the SQL for the owner of a database: the files of {@code postgres/} that are the same for every view, with the tables of this
 * one in the publication, and the rights and replica identities that it needs. It can be run again and changes nothing then. A
 * superuser runs it.
 */
public final class OwnerSql {

    /** The tables of the shop, the only line that differs from view to view. */
    private static final String TABLES = "ARRAY['public.orders', 'public.users']";

    private OwnerSql() {}

    public static String of(ResolvedView view) {
        return String.join(
                "\n",
                "-- For view " + view.name().replace('\n', ' ') + ". To be run by a superuser of the database.",
                "",
                file("00-connector.sql"),
                rights(view.tables()),
                publication(view.tables()),
                identities(view),
                file("04-refuse.sql"));
    }

    private static String rights(List<Table> tables) {
        String schemas =
                tables.stream()
                        .map(table -> table.name().schema())
                        .collect(Collectors.toCollection(TreeSet::new))
                        .stream()
                        .map(Name::quoted)
                        .collect(Collectors.joining(", "));
        String names = tables.stream().map(table -> table.name().quoted()).collect(Collectors.joining(", "));
        return """
                GRANT USAGE ON SCHEMA %s TO debezium;
                GRANT SELECT ON %s TO debezium;
                """.formatted(schemas, names);
    }

    /** The owner of the base table, which is the first, becomes that of the publication. */
    private static String publication(List<Table> tables) {
        String ofShop = file("03-publication.sql");
        if (!ofShop.contains(TABLES)) {
            throw new IllegalStateException("03-publication.sql does not name the tables of the shop as " + TABLES);
        }
        return ofShop.replace(
                TABLES,
                tables.stream()
                        .map(table -> "'" + table.name().quoted().replace("'", "''") + "'")
                        .collect(Collectors.joining(", ", "ARRAY[", "]")));
    }

    private static String identities(ResolvedView view) {
        return view.tables().stream()
                .filter(table -> needsFullIdentity(view, table))
                .map(table -> """
                        -- Without it, an UPDATE of another column would log null for a large value that did not change.
                        ALTER TABLE %s REPLICA IDENTITY FULL;
                        """.formatted(table.name().quoted()))
                .collect(Collectors.joining("\n"));
    }

    private static boolean needsFullIdentity(ResolvedView view, Table table) {
        return view.captured(table).stream()
                .anyMatch(column -> ColumnTypes.of(column.type()) instanceof ColumnType.Supported supported
                        && supported.fullIdentity());
    }

    private static String file(String name) {
        try (InputStream resource = OwnerSql.class.getResourceAsStream(name)) {
            if (resource == null) {
                throw new IllegalStateException("not in this program: " + name);
            }
            return new String(resource.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(name, e);
        }
    }
}
