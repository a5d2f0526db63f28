package dev.tributary.tools.definition;

import dev.tributary.definition.PostgresSyntax;
import dev.tributary.definition.Refusal;
import dev.tributary.definition.ViewDefinition;
import dev.tributary.definition.catalogue.CatalogueReader;
import dev.tributary.definition.catalogue.Table;
import dev.tributary.definition.contract.Contract;
import dev.tributary.definition.contract.ContractException;
import dev.tributary.definition.resolved.Resolution;
import dev.tributary.definition.resolved.ResolvedView;
import dev.tributary.definition.resolved.Resolver;
import dev.tributary.tools.EndpointOptions;
import dev.tributary.tools.Postgres;
import dev.tributary.tools.ToolException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Which definition a command is about, and which database it is compared with. */
final class ViewOptions {

    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "FILE",
            description = "The definition; by default views/enriched-orders.sql of the project.")
    private @Nullable Path file;

    @Option(
            names = "--publication",
            paramLabel = "NAME",
            defaultValue = "tributary",
            description = "What the connector reads; by default ${DEFAULT-VALUE}.")
    private String publication = "tributary";

    @Mixin
    private final EndpointOptions endpoints = new EndpointOptions();

    ViewFile file() {
        return file != null ? ViewFile.read(file) : ViewFile.shipped();
    }

    String publication() {
        return publication;
    }

    /** The name of the database that the tables are in. */
    String database() throws SQLException {
        try (Connection connection = endpoints.postgres().open("tributary view")) {
            return connection.getCatalog();
        }
    }

    /** The view in the database: prepared by PostgreSQL, parsed, and compared with the catalogue. */
    ResolvedView resolve(ViewFile file) throws SQLException {
        return resolve(file, table -> table);
    }

    /** As {@link #resolve(ViewFile)}, of the tables as the SQL for their owner leaves them. */
    ResolvedView resolveForOwner(ViewFile file) throws SQLException {
        return resolve(file, Table::withFullIdentity);
    }

    private ResolvedView resolve(ViewFile file, UnaryOperator<Table> assumed) throws SQLException {
        Postgres postgres = endpoints.postgres();
        try (Connection connection = postgres.open("tributary view")) {
            Optional<Refusal> refusal = new PostgresSyntax(connection, new DriverErrors()).refusal(file.text());
            if (refusal.isPresent()) {
                throw file.refused(List.of(refusal.get()));
            }
            ViewDefinition definition = file.definition();
            CatalogueReader catalogue = new CatalogueReader(connection, publication);
            return switch (Resolver.resolve(
                    definition, name -> catalogue.table(name).map(assumed))) {
                case Resolution.Resolved resolved -> resolved.view();
                case Resolution.Refused refused -> throw file.refused(refused.refusals());
            };
        }
    }

    static Contract contract(ViewFile file, ResolvedView view) {
        try {
            return Contract.of(view, file.committed());
        } catch (ContractException e) {
            throw ToolException.failed(file.path() + ": " + e.getMessage());
        }
    }
}
