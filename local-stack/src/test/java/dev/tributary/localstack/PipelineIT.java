package dev.tributary.localstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.tools.Postgres;
import dev.tributary.tools.generate.Generator;
import dev.tributary.tools.generate.GeneratorSettings;
import java.nio.file.Files;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.MemberDescription;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** From a committed row to an enriched order, on the real stack, and what happens when parts of it go away. */
@ExtendWith(LocalStackExtension.class)
class PipelineIT {

    private static final Duration SOON = Duration.ofSeconds(90);

    private final LocalStack stack;
    private final Shop shop;
    private final EnrichedOrders enriched;
    private final ServerProcess application;

    PipelineIT(LocalStack stack) {
        this.stack = stack;
        this.shop = new Shop(stack.addresses().postgres());
        this.enriched = new EnrichedOrders(stack.addresses());
        this.application = stack.process(Part.APPLICATION);
    }

    /** Whatever the test before left behind. */
    @BeforeEach
    void everythingRuns() {
        assertThat(stack.processes()).allMatch(ServerProcess::isAlive);
    }

    @Test
    void endsEqualToTheDatabaseAfterASnapshotAndThousandsOfChanges() throws Exception {
        generate(1, 3_000);

        DatabaseEquality.await(stack);
    }

    @Test
    void carriesEveryColumnOfARowAndOfItsUser() throws Exception {
        long user = shop.number("INSERT INTO users (name, email, created_at)"
                + " VALUES ('Zoë 🚲', 'zoe@example.com', '2024-02-29 12:34:56.789012') RETURNING id");
        long order = shop.number("INSERT INTO orders (user_id, product_name, quantity, order_date) VALUES (" + user
                + ", 'Kettle ☕', 2147483647, '1969-12-31 23:59:59.999999') RETURNING id");

        GenericRecord result = Objects.requireNonNull(
                enriched.await(order, "there with its user", value -> value != null && value.get("user") != null));

        assertThat(result.get("id")).isEqualTo(order);
        assertThat(result.get("user_id")).isEqualTo(user);
        assertThat(result.get("product_name")).hasToString("Kettle ☕");
        assertThat(result.get("quantity")).isEqualTo(Integer.MAX_VALUE);
        assertThat(result.get("order_date")).isEqualTo(-1L);
        GenericRecord owner = (GenericRecord) result.get("user");
        assertThat(owner.get("id")).isEqualTo(user);
        assertThat(owner.get("name")).hasToString("Zoë 🚲");
        assertThat(owner.get("email")).hasToString("zoe@example.com");
        assertThat(owner.get("created_at")).isEqualTo(1_709_210_096_789_012L);
        assertThat((long) result.get("order_lsn")).isPositive();
        assertThat((long) result.get("user_lsn")).isPositive();
    }

    @Test
    void carriesARowWithNullInEveryColumn() throws Exception {
        long order = shop.number("INSERT INTO orders (user_id, product_name, quantity, order_date)"
                + " VALUES (NULL, NULL, NULL, NULL) RETURNING id");

        GenericRecord result = Objects.requireNonNull(enriched.await(order, "there", Objects::nonNull));

        for (String column : List.of("user_id", "product_name", "quantity", "order_date", "user", "user_lsn")) {
            assertThat(result.get(column)).as(column).isNull();
        }
    }

    @Test
    void followsAnOrderFromUserToUserAndIntoDeletion() throws Exception {
        long first = shop.number("INSERT INTO users (name) VALUES ('First') RETURNING id");
        long second = shop.number("INSERT INTO users (name) VALUES ('Second') RETURNING id");
        long order = shop.number("INSERT INTO orders (user_id) VALUES (" + first + ") RETURNING id");
        enriched.await(order, "First's", value -> nameOf(value).equals("First"));

        shop.execute("UPDATE orders SET user_id = " + second + " WHERE id = " + order);
        enriched.await(order, "Second's", value -> nameOf(value).equals("Second"));

        shop.execute("UPDATE users SET name = 'Second, renamed' WHERE id = " + second);
        enriched.await(order, "renamed", value -> nameOf(value).equals("Second, renamed"));

        shop.execute("DELETE FROM orders WHERE id = " + order);
        enriched.await(order, "deleted", Objects::isNull);
    }

    /** TRUNCATE names no rows: what it removes could never be taken out of the result. */
    @Test
    void refusesToTruncateACapturedTable() throws Exception {
        assertThatThrownBy(() -> shop.execute("TRUNCATE orders"))
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("public.orders is captured row by row")
                .hasMessageContaining("Use DELETE FROM public.orders");
        assertThatThrownBy(() -> shop.execute("TRUNCATE users CASCADE")).isInstanceOf(SQLException.class);
    }

    /** Anybody may write one into the log. */
    @Test
    void capturesOnAfterALogicalDecodingMessage() throws Exception {
        shop.execute("SELECT pg_logical_emit_message(true, 'hello', 'world')");
        long order = shop.number("INSERT INTO orders (product_name) VALUES ('After the message') RETURNING id");

        enriched.await(order, "there", Objects::nonNull);
    }

    /** What Debezium writes by default for a value that it does not have, written by a person. */
    @Test
    void takesTextThatLooksLikeAMissingValueForText() throws Exception {
        long user = shop.number("INSERT INTO users (name) VALUES ('__debezium_unavailable_value') RETURNING id");
        long order = shop.number("INSERT INTO orders (user_id) VALUES (" + user + ") RETURNING id");

        enriched.await(order, "there", value -> nameOf(value).equals("__debezium_unavailable_value"));
    }

    @Test
    void losesNothingWhenTheApplicationIsKilledUnderLoad() throws Exception {
        try (Generator generator = generator(2, 4_000)) {
            generator.start();
            Await.until(() -> "Nothing is generated", SOON, () -> generator.committedChanges() > 500);
            application.kill();
            application.restart(SOON);
            assertThat(generator.await(SOON)).isTrue();
            generator.stop();
        }

        DatabaseEquality.await(stack);
    }

    @Test
    void losesNothingWhenTheBrokerIsKilledUnderLoad() throws Exception {
        try (Generator generator = generator(3, 4_000)) {
            generator.start();
            Await.until(() -> "Nothing is generated", SOON, () -> generator.committedChanges() > 500);
            stack.process(Part.KAFKA).kill();
            stack.process(Part.KAFKA).restart(SOON);
            assertThat(generator.await(SOON)).isTrue();
            generator.stop();
        }

        DatabaseEquality.await(stack);
        assertThat(application.isAlive()).isTrue();
    }

    @Test
    @Tag("chaos")
    void waitsAtTheStartForARegistryThatIsAway() throws Exception {
        application.stop();
        stack.process(Part.REGISTRY).stop();
        CompletableFuture<Void> start = restartInBackground();
        awaitLog("waiting for the schema registry at");

        stack.process(Part.REGISTRY).restart(SOON);

        start.get(SOON.toSeconds(), TimeUnit.SECONDS);
        DatabaseEquality.await(stack);
    }

    @Test
    @Tag("chaos")
    void waitsAtTheStartForABrokerThatIsAway() throws Exception {
        application.stop();
        stack.process(Part.KAFKA).stop();
        CompletableFuture<Void> start = restartInBackground();
        awaitLog("waiting for Kafka at");

        stack.process(Part.KAFKA).restart(SOON);

        start.get(SOON.toSeconds(), TimeUnit.SECONDS);
        DatabaseEquality.await(stack);
    }

    @Test
    void stopsCleanlyWhenItIsAskedTo() throws Exception {
        application.stop();

        assertThat(application.exitCode()).hasValue(0);
        assertThat(newestLog()).contains("PENDING_SHUTDOWN → NOT_RUNNING");
        assertThat(membersOfTheGroup()).isEmpty(); // So a successor need not wait until they expire.
        application.restart(SOON);
    }

    private Collection<MemberDescription> membersOfTheGroup() throws Exception {
        String group = "tributary-enrich";
        try (Admin admin =
                Admin.create(Map.of("bootstrap.servers", stack.addresses().bootstrapServers()))) {
            return admin.describeConsumerGroups(List.of(group))
                    .describedGroups()
                    .get(group)
                    .get(SOON.toSeconds(), TimeUnit.SECONDS)
                    .members();
        }
    }

    private void generate(long seed, long changes) throws Exception {
        try (Generator generator = generator(seed, changes)) {
            generator.start();
            assertThat(generator.await(SOON)).isTrue();
            generator.stop();
            assertThat(generator.committedChanges()).isGreaterThanOrEqualTo(changes);
        }
    }

    private Generator generator(long seed, long changes) {
        GeneratorSettings settings =
                GeneratorSettings.defaults().withSeed(seed).withRate(1_000).withChanges(changes);
        return new Generator(new Postgres(stack.addresses().postgres()), settings, notice -> {});
    }

    private CompletableFuture<Void> restartInBackground() {
        return CompletableFuture.runAsync(() -> {
            try {
                application.restart(SOON);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    private void awaitLog(String text) throws Exception {
        Await.until(
                () -> "The application does not say: " + text,
                SOON,
                () -> newestLog().contains(text));
    }

    /** Since the last start of the application. */
    private String newestLog() throws Exception {
        String log = Files.readString(application.log());
        return log.substring(Math.max(0, log.lastIndexOf("Tributary starts")));
    }

    private static String nameOf(GenericRecord value) {
        return value != null && value.get("user") instanceof GenericRecord user ? String.valueOf(user.get("name")) : "";
    }
}
