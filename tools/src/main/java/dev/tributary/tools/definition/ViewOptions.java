package dev.tributary.tools.definition;

import dev.tributary.definition.contract.Contract;
import dev.tributary.definition.contract.ContractException;
import dev.tributary.definition.resolved.ResolvedView;
import dev.tributary.tools.EndpointOptions;
import dev.tributary.tools.ToolException;
import java.nio.file.Path;
import java.util.Optional;
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
            description =
                    "The definition; by default that of the demo that runs, or views/enriched-orders.sql of the project.")
    private @Nullable Path file;

    @Option(
            names = "--publication",
            paramLabel = "NAME",
            defaultValue = ViewInDatabase.PUBLICATION,
            description = "What the connector reads; by default ${DEFAULT-VALUE}.")
    private String publication = ViewInDatabase.PUBLICATION;

    @Mixin
    private final EndpointOptions endpoints = new EndpointOptions();

    ViewFile file() {
        return Optional.ofNullable(file).or(endpoints::view).map(ViewFile::read).orElseGet(ViewFile::shipped);
    }

    /** The view beside the database with its tables. */
    ViewInDatabase inDatabase(ViewFile file) {
        return new ViewInDatabase(file, endpoints.postgres(), publication);
    }

    static Contract contract(ViewFile file, ResolvedView view) {
        try {
            return Contract.of(view, file.committed());
        } catch (ContractException e) {
            throw ToolException.failed(file.path() + ": " + e.getMessage());
        }
    }
}
