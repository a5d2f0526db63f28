package dev.tributary.tools.capturecheck;

import dev.tributary.tools.capturecheck.CaptureFinding.Kind;
import dev.tributary.tools.capturecheck.DatabaseFacts.Part;
import dev.tributary.tools.capturecheck.DatabaseFacts.Publication;
import dev.tributary.tools.capturecheck.DatabaseFacts.Published;
import dev.tributary.tools.capturecheck.DatabaseFacts.Table;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What a capture needs of the database, and what is not so. */
final class CaptureRules {

    private static final Set<String> KEY_TYPES =
            Set.of("smallint", "integer", "bigint", "text", "character varying", "uuid");

    /** From here on, PostgreSQL refuses updates if the replica identity has a column that is not published. */
    private static final int UNPUBLISHED_IDENTITY_IS_REFUSED = 180_000;

    private final CaptureSettings settings;
    private final DatabaseFacts facts;
    private final Set<CaptureFinding> findings = new LinkedHashSet<>();

    private CaptureRules(CaptureSettings settings, DatabaseFacts facts) {
        this.settings = settings;
        this.facts = facts;
    }

    static List<CaptureFinding> findings(CaptureSettings settings, DatabaseFacts facts) {
        CaptureRules rules = new CaptureRules(settings, facts);
        rules.publication();
        settings.role()
                .filter(role -> !facts.roleExists())
                .ifPresent(role -> rules.add(
                        Kind.PRIVILEGE, "role %s, which the connector logs in as, does not exist".formatted(role)));
        facts.tables().forEach(rules::table);
        return List.copyOf(rules.findings);
    }

    private void publication() {
        Optional<Publication> publication = facts.publication();
        if (publication.isEmpty()) {
            add(
                    Kind.PUBLICATION,
                    "the publication %s does not exist: nothing is captured".formatted(settings.publication()));
        } else if (!publication.get().leavesOut().isEmpty()) {
            add(
                    Kind.PUBLICATION,
                    ("the publication %1$s leaves out every %2$s: ALTER PUBLICATION %1$s SET (publish ="
                                    + " 'insert, update, delete')")
                            .formatted(
                                    settings.publication(),
                                    String.join(" and ", publication.get().leavesOut())));
        }
        if (publication.filter(Publication::generatedColumns).isPresent()) {
            add(
                    Kind.PUBLICATION,
                    ("the publication %1$s sends generated columns, at which the connector fails after a snapshot:"
                                    + " ALTER PUBLICATION %1$s SET (publish_generated_columns = none)")
                            .formatted(settings.publication()));
        }
    }

    private void table(Table table) {
        boolean isSignal = settings.isSignalTable(table.name());
        if (table.kind().isEmpty()) {
            add(
                    Kind.TABLE,
                    "table %s does not exist; if it was dropped or renamed, the results keep its rows"
                            .formatted(table.name()));
            return;
        }
        if (!Set.of("r", "p").contains(table.kind().get())) {
            add(Kind.TABLE, "%s is not a table: only the rows of tables are in the log".formatted(table.name()));
            return;
        }
        table.published().ifPresentOrElse(published -> published(table, published), () -> notPublished(table));
        settings.role()
                .filter(role -> facts.roleExists())
                .ifPresent(role -> PrivilegeRules.findings(settings, role, table)
                        .forEach(message -> add(Kind.PRIVILEGE, message)));
        if (table.hidesFromRole()) {
            add(
                    Kind.ROW_SECURITY,
                    ("row-level security hides rows of table %s from role %s, which the connector logs in as: a superuser"
                                    + " has to ALTER ROLE %2$s BYPASSRLS")
                            .formatted(table.name(), settings.role().orElse("")));
        }
        if (table.inherited()) {
            add(
                    Kind.TABLE,
                    ("tables inherit from %1$s: a query of it has their rows, and the capture of it has not. Make them partitions"
                                    + " of it, or ALTER TABLE … NO INHERIT %1$s")
                            .formatted(table.name()));
        }
        if (!isSignal) {
            table.parts().forEach(part -> capturedAndGenerated(table, part));
            if (!CaptureSettings.isOwn(table.name())) {
                table.parts().forEach(this::truncate);
            }
            table.parts().forEach(part -> part(table, part));
        }
    }

    private void capturedAndGenerated(Table table, Part part) {
        List<String> generated = part.generatedColumns().stream()
                .filter(column -> settings.captures(table.name(), column))
                .toList();
        if (!generated.isEmpty()) {
            add(
                    Kind.COLUMN_LIST,
                    "column %s of table %s is generated, and generated columns are not in the log: the results have null"
                            .formatted(String.join(", ", generated), part.name()));
        }
    }

    private void truncate(Part part) {
        if (!part.refusesTruncate()) {
            add(
                    Kind.TRUNCATE,
                    "TRUNCATE of table %s would not be captured, and no trigger refuses it: run postgres/04-refuse.sql"
                            .formatted(part.name()));
        }
    }

    private void notPublished(Table table) {
        if (facts.publication().isEmpty()) {
            return;
        }
        if (table.partitionsPublished()) {
            add(
                    Kind.TABLE,
                    ("the publication %1$s sends the changes of table %2$s under the names of its partitions:"
                                    + " ALTER PUBLICATION %1$s SET (publish_via_partition_root = true)")
                            .formatted(settings.publication(), table.name()));
        } else {
            add(
                    Kind.TABLE,
                    ("table %2$s is not in the publication %1$s, so that nothing of it is captured (was it dropped and"
                                    + " created again?): ALTER PUBLICATION %1$s ADD TABLE %2$s; then ./tributary snapshot %2$s and"
                                    + " ./tributary sweep %2$s")
                            .formatted(settings.publication(), table.name()));
        }
    }

    private void published(Table table, Published published) {
        published
                .rowFilter()
                .ifPresent(filter -> add(
                        Kind.ROW_FILTER,
                        "the publication %s leaves out the rows of table %s that do not meet %s"
                                .formatted(settings.publication(), table.name(), filter)));
        published.columns().ifPresent(sent -> {
            List<String> missing = table.columns().stream()
                    .filter(column -> settings.captures(table.name(), column) && !sent.contains(column))
                    .toList();
            if (!missing.isEmpty()) {
                add(
                        Kind.COLUMN_LIST,
                        "the publication %s leaves out column %s of table %s"
                                .formatted(settings.publication(), String.join(", ", missing), table.name()));
            }
        });
    }

    private void part(Table table, Part part) {
        if (part.key().size() != 1
                || !settings.captures(table.name(), part.key().getFirst())
                || !KEY_TYPES.containsAll(part.keyTypes())) {
            add(
                    Kind.PRIMARY_KEY,
                    "the primary key of table %s must be one column, captured, of type smallint, integer, bigint, text, varchar or uuid, and %s"
                            .formatted(
                                    part.name(),
                                    part.key().isEmpty()
                                            ? "there is none: ALTER TABLE " + part.name()
                                                    + " ADD PRIMARY KEY (…), REPLICA IDENTITY DEFAULT"
                                            : "it is (" + String.join(", ", part.key()) + ") of type "
                                                    + String.join(", ", part.keyTypes())));
            if (part.key().isEmpty()) {
                return;
            }
        }
        switch (part.identity()) {
            case "n" -> identity(part, "NOTHING");
            case "i" -> {
                if (!new HashSet<>(part.identityIndex()).containsAll(part.key())) {
                    identity(part, "an index without the primary key");
                }
            }
            case "f" -> generatedColumns(part);
            default -> {
                // The primary key itself
            }
        }
    }

    private void identity(Part part, String what) {
        add(
                Kind.REPLICA_IDENTITY,
                ("the replica identity of table %1$s is %2$s, so that the log does not say which row was deleted:"
                                + " ALTER TABLE %1$s REPLICA IDENTITY DEFAULT")
                        .formatted(part.name(), what));
    }

    private void generatedColumns(Part part) {
        if (facts.serverVersion() >= UNPUBLISHED_IDENTITY_IS_REFUSED
                && !part.generatedColumns().isEmpty()) {
            add(
                    Kind.GENERATED_COLUMN,
                    ("PostgreSQL refuses updates of table %1$s, since a generated column (%2$s) is in its replica identity"
                                    + " and not in the publication: ALTER TABLE %1$s REPLICA IDENTITY DEFAULT")
                            .formatted(part.name(), String.join(", ", part.generatedColumns())));
        }
    }

    private void add(Kind kind, String message) {
        findings.add(new CaptureFinding(kind, message));
    }
}
