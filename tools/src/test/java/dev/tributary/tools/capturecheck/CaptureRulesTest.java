package dev.tributary.tools.capturecheck;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.tools.capturecheck.CaptureFinding.Kind;
import dev.tributary.tools.capturecheck.DatabaseFacts.Access;
import dev.tributary.tools.capturecheck.DatabaseFacts.Part;
import dev.tributary.tools.capturecheck.DatabaseFacts.Publication;
import dev.tributary.tools.capturecheck.DatabaseFacts.Published;
import dev.tributary.tools.capturecheck.DatabaseFacts.Table;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class CaptureRulesTest {

    private static final CaptureSettings SETTINGS = new CaptureSettings(
            "p",
            Optional.empty(),
            Optional.of("reader"),
            List.of("public.orders"),
            Optional.of("own.signal"),
            List.of("public\\.orders\\.(id|name)", "tributary\\.heartbeat\\.(id|name)"));
    private static final Optional<Publication> ALL = Optional.of(new Publication(List.of(), true, false));
    private static final Part PLAIN = part("d", List.of("id"), List.of("integer"));

    private static final class Facts {
        private int version = 180_000;
        private Optional<Publication> publication = ALL;
        private boolean role = true;
        private Optional<String> kind = Optional.of("r");
        private Optional<Published> published =
                Optional.of(new Published(Optional.empty(), Optional.of(List.of("id", "name", "note"))));
        private boolean partitionsPublished;
        private boolean inherited;
        private String table = "public.orders";
        private Access access = new Access(true, List.of("id", "name"), List.of());
        private boolean hidden;
        private List<Part> parts = List.of(PLAIN);

        List<CaptureFinding> findings() {
            Table read = new Table(
                    table,
                    kind,
                    published,
                    partitionsPublished,
                    inherited,
                    List.of("id", "name", "note"),
                    access,
                    hidden,
                    hidden,
                    parts);
            return CaptureRules.findings(SETTINGS, new DatabaseFacts(version, publication, role, List.of(read)));
        }

        void has(Kind kind, String... words) {
            assertThat(findings()).singleElement().satisfies(finding -> {
                assertThat(finding.kind()).isEqualTo(kind);
                assertThat(finding.message()).contains(words);
            });
        }
    }

    private static Part part(String identity, List<String> key, List<String> types) {
        return new Part("public.orders", identity, key, types, List.of(), List.of(), true);
    }

    private static Part indexed(String... columns) {
        return new Part("public.orders", "i", List.of("id"), List.of("integer"), List.of(columns), List.of(), true);
    }

    private static Part generated(String identity) {
        return new Part(
                "public.orders", identity, List.of("id"), List.of("integer"), List.of(), List.of("twice"), true);
    }

    /** Of a query of the table, and not of its capture. */
    @Test
    void findsRowsOfTablesThatInherit() {
        Facts facts = new Facts();
        facts.inherited = true;

        facts.has(Kind.TABLE, "tables inherit from public.orders");
    }

    @Test
    void findsACapturedColumnThatIsGenerated() {
        Facts facts = new Facts();
        facts.parts = List.of(new Part(
                "public.orders", "d", List.of("id"), List.of("integer"), List.of(), List.of("name", "twice"), true));

        facts.has(Kind.COLUMN_LIST, "column name of table public.orders is generated");
    }

    @Test
    void findsNothingWhereAllIsAsItShouldBe() {
        assertThat(new Facts().findings()).isEmpty();
    }

    @Test
    void thePublicationIsMissing() {
        Facts facts = new Facts();
        facts.publication = Optional.empty();
        facts.published = Optional.empty();
        facts.has(Kind.PUBLICATION, "p does not exist");
    }

    @Test
    void thePublicationLeavesOutDeletes() {
        Facts facts = new Facts();
        facts.publication = Optional.of(new Publication(List.of("delete"), true, false));
        facts.has(Kind.PUBLICATION, "leaves out every delete", "ALTER PUBLICATION p SET (publish");
    }

    @Test
    void theRoleIsMissing() {
        Facts facts = new Facts();
        facts.role = false;
        facts.has(Kind.PRIVILEGE, "role reader", "does not exist");
    }

    @Test
    void aTableIsMissing() {
        Facts facts = new Facts();
        facts.kind = Optional.empty();
        facts.published = Optional.empty();
        facts.has(Kind.TABLE, "public.orders does not exist");
    }

    @Test
    void aViewTookTheNameOfATable() {
        Facts facts = new Facts();
        facts.kind = Optional.of("v");
        facts.has(Kind.TABLE, "public.orders is not a table");
    }

    @Test
    void aTableIsNotPublished() {
        Facts facts = new Facts();
        facts.published = Optional.empty();
        facts.has(Kind.TABLE, "ALTER PUBLICATION p ADD TABLE public.orders", "./tributary sweep public.orders");
    }

    @Test
    void onlyThePartitionsOfATableArePublished() {
        Facts facts = new Facts();
        facts.published = Optional.empty();
        facts.partitionsPublished = true;
        facts.has(Kind.TABLE, "publish_via_partition_root = true");
    }

    @Test
    void rowsAreFiltered() {
        Facts facts = new Facts();
        facts.published = Optional.of(new Published(Optional.of("(id > 3)"), Optional.empty()));
        facts.has(Kind.ROW_FILTER, "public.orders", "(id > 3)");
    }

    @Test
    void aColumnThatIsCapturedIsLeftOutAndOneThatIsNotMayBe() {
        Facts facts = new Facts();
        facts.published = Optional.of(new Published(Optional.empty(), Optional.of(List.of("id"))));
        facts.has(Kind.COLUMN_LIST, "leaves out column name of table public.orders");
    }

    @Test
    void theKeyIsNotOneCapturedColumnOfATypeOfKeys() {
        Stream.of(
                        part("d", List.of(), List.of()),
                        part("d", List.of("number"), List.of("integer")),
                        part("d", List.of("id", "tenant"), List.of("integer", "integer")),
                        part("d", List.of("id"), List.of("numeric")),
                        part("d", List.of("id"), List.of("character")))
                .forEach(part -> {
                    Facts facts = new Facts();
                    facts.parts = List.of(part);
                    facts.has(Kind.PRIMARY_KEY, "public.orders");
                });
    }

    @Test
    void namesTheStatementThatGivesATableItsKey() {
        Facts facts = new Facts();
        facts.parts = List.of(part("n", List.of(), List.of()));
        facts.has(Kind.PRIMARY_KEY, "ALTER TABLE public.orders ADD PRIMARY KEY (…), REPLICA IDENTITY DEFAULT");
    }

    @Test
    void theReplicaIdentityLeavesOutTheKey() {
        Stream.of(part("n", List.of("id"), List.of("bigint")), indexed("code"), indexed())
                .forEach(part -> {
                    Facts facts = new Facts();
                    facts.parts = List.of(PLAIN, part);
                    facts.has(Kind.REPLICA_IDENTITY, "ALTER TABLE public.orders REPLICA IDENTITY DEFAULT");
                });
    }

    @Test
    void theReplicaIdentityMayHaveMoreThanTheKey() {
        Facts facts = new Facts();
        facts.parts = List.of(indexed("code", "id"), part("f", List.of("id"), List.of("smallint")));
        assertThat(facts.findings()).isEmpty();
    }

    @Test
    void aGeneratedColumnIsInTheReplicaIdentity() {
        Facts facts = new Facts();
        facts.parts = List.of(generated("f"));
        facts.has(Kind.GENERATED_COLUMN, "twice", "REPLICA IDENTITY DEFAULT");
        facts.version = 170_000;
        assertThat(facts.findings()).isEmpty();
        facts.version = 180_000;
        facts.parts = List.of(generated("d"));
        assertThat(facts.findings()).isEmpty();
    }

    /** Debezium leaves generated columns out of its schema when it reads a table once more, and fails if they are sent. */
    @Test
    void thePublicationSendsGeneratedColumns() {
        Facts facts = new Facts();
        facts.publication = Optional.of(new Publication(List.of(), true, true));
        facts.has(Kind.PUBLICATION, "publish_generated_columns = none");
    }

    @Test
    void theConnectorMayNotReadATable() {
        Facts facts = new Facts();
        facts.access = new Access(true, List.of("id", "note"), List.of());
        facts.has(Kind.PRIVILEGE, "may not read column name of", "GRANT SELECT ON public.orders TO reader");
    }

    @Test
    void theConnectorMayNotUseTheSchema() {
        Facts facts = new Facts();
        facts.access = new Access(false, List.of("id", "name"), List.of());
        facts.has(Kind.PRIVILEGE, "GRANT USAGE ON SCHEMA public TO reader");
    }

    @Test
    void theConnectorMayNotWriteItsHeartbeat() {
        Facts facts = new Facts();
        facts.table = "tributary.heartbeat";
        facts.access = new Access(true, List.of("id", "name"), List.of("INSERT"));
        facts.has(Kind.PRIVILEGE, "GRANT UPDATE ON tributary.heartbeat TO reader");
    }

    @Test
    void theConnectorMayNotMarkWhatItReads() {
        Facts facts = new Facts();
        facts.table = "own.signal";
        facts.access = new Access(true, List.of("id", "name", "note"), List.of("UPDATE"));
        facts.has(Kind.PRIVILEGE, "GRANT INSERT, DELETE ON own.signal TO reader");
        facts.access = new Access(true, List.of("id", "name"), List.of("INSERT", "DELETE"));
        facts.has(Kind.PRIVILEGE, "may not read column note of table own.signal");
    }

    @Test
    void nothingIsSaidOfThePrivilegesOfARoleThatIsMissing() {
        Facts facts = new Facts();
        facts.role = false;
        facts.access = new Access(false, List.of(), List.of());
        facts.has(Kind.PRIVILEGE, "does not exist");
    }

    @Test
    void rowsAreHiddenFromTheConnector() {
        Facts facts = new Facts();
        facts.hidden = true;
        facts.has(Kind.ROW_SECURITY, "ALTER ROLE reader BYPASSRLS");
    }

    @Test
    void nothingRefusesTruncateOfAPartition() {
        Facts facts = new Facts();
        Part part = new Part("public.orders_low", "d", List.of("id"), List.of("integer"), List.of(), List.of(), false);
        facts.parts = List.of(PLAIN, part);
        facts.has(Kind.TRUNCATE, "public.orders_low", "postgres/04-refuse.sql");
    }
}
