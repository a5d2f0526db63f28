package dev.tributary.tools.definition;

import dev.tributary.definition.Refusal;
import dev.tributary.definition.contract.Contract;
import dev.tributary.definition.contract.ContractException;
import dev.tributary.definition.contract.ReservedNames;
import dev.tributary.definition.contract.ViewContract;
import dev.tributary.definition.resolved.ResolvedView;
import dev.tributary.tools.EndpointOptions;
import dev.tributary.tools.ToolException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Which definition a command is about, and which database it is compared with. */
public final class ViewOptions {

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

    public ViewFile file() {
        return Optional.ofNullable(file).or(endpoints::view).map(ViewFile::read).orElseGet(ViewFile::shipped);
    }

    /** The view beside the database with its tables. */
    public ViewInDatabase inDatabase(ViewFile file) {
        return new ViewInDatabase(file, endpoints.postgres(), publication);
    }

    public String publication() {
        return publication;
    }

    /** Where the servers are. */
    public EndpointOptions endpoints() {
        return endpoints;
    }

    /**
     * Checks the contract that is committed.
     *
     * @throws ToolException if it is not the view's; it says what differs
     */
    public static void requireContract(ViewFile file, ResolvedView view) {
        Contract contract = contract(file, view, Map.of());
        if (!contract.differences().isEmpty()) {
            throw ToolException.failed(file.contract() + " is not the contract of this view\n"
                    + String.join("\n", contract.differences()));
        }
    }

    /**
     * Checks that the HTTP API can serve the view, which {@link #requireContract} has accepted.
     *
     * @throws ToolException if it has a name that the API uses itself; it says where, and what to write
     */
    public static void requireServable(ViewFile file, ResolvedView view) {
        Schema contract = contract(file, view, Map.of()).schema();
        List<Refusal> refusals =
                ReservedNames.refusals(view.definition(), ViewContract.of(view.definition(), contract));
        if (!refusals.isEmpty()) {
            throw ToolException.failed(file.path() + " cannot be served over HTTP\n"
                    + refusals.stream()
                            .map(refusal -> refusal.in(file.path().toString()))
                            .collect(Collectors.joining("\n"))
                    + "\nAn application without it (tributary.tiers=enrich, tributary.http.port=-1) can run the view:"
                    + " './tributary view check --without-http' accepts it");
        }
    }

    /** @param renames new names of fields by old ones */
    static Contract contract(ViewFile file, ResolvedView view, Map<String, String> renames) {
        try {
            return Contract.of(view, file.committed(), renames);
        } catch (ContractException e) {
            throw ToolException.failed(file.path() + ": " + e.getMessage());
        }
    }
}
