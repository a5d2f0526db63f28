package dev.tributary.localstack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.localstack.Cdc.Change;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TransactionListing;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What the stack promises to those who build on it. */
@ExtendWith(LocalStackExtension.class)
class LocalStackIT {

    private static final Duration SOON = Duration.ofSeconds(60);

    private final LocalStack stack;
    private final Cdc cdc;

    LocalStackIT(LocalStack stack) {
        this.stack = stack;
        this.cdc = new Cdc(stack.addresses());
    }

    @Test
    void runsEveryPartAsAProcessOfItsOwn() {
        assertThat(stack.processes())
                .allMatch(ServerProcess::isAlive)
                .allSatisfy(process -> assertThat(process.residentBytes()).isPositive())
                .extracting(process -> process.name().part())
                .contains(Part.POSTGRES, Part.KAFKA, Part.REGISTRY, Part.CONNECT);
    }

    @Test
    void capturesACommittedRow() throws Exception {
        long id = insertOrder(stack, "Captured");

        Change change = captured(id);

        assertThat(change.message().key()).hasSize(Long.BYTES);
        assertThat(change.operation()).isEqualTo("c");
        GenericRecord after = change.after();
        assertThat(after.get("id")).isEqualTo(id);
        assertThat(after.get("product_name")).hasToString("Captured");
        assertThat(after.get("quantity")).isEqualTo(1);
        assertThat(change.message().headers()).isEmpty();
    }

    @Test
    void keysEveryCapturedTableWithALong() throws Exception {
        for (String topic : List.of("cdc.public.users", "cdc.tributary.heartbeat")) {
            Change first = cdc.readUntil(topic, change -> true).getFirst();
            assertThat(first.message().key()).as(topic).hasSize(Long.BYTES);
        }
    }

    @Test
    void makesCompactedTopicsOfSeveralPartitionsAndNoneForHeartbeatMessages() throws Exception {
        captured(insertOrder(stack, "Topics"));
        try (Admin admin = admin()) {
            Set<String> topics = admin.listTopics().names().get();
            assertThat(topics)
                    .contains("cdc.public.orders", "cdc.public.users", "cdc.tributary.heartbeat")
                    .noneMatch(topic -> topic.startsWith("__debezium"));
            for (String topic : List.of("cdc.public.orders", "cdc.public.users", "cdc.tributary.heartbeat")) {
                assertThat(admin.describeTopics(List.of(topic))
                                .allTopicNames()
                                .get()
                                .get(topic)
                                .partitions())
                        .as(topic)
                        .hasSize(4);
                assertThat(cleanupPolicy(admin, topic)).as(topic).isEqualTo("compact");
            }
        }
    }

    @Test
    void capturesInTransactions() throws Exception {
        captured(insertOrder(stack, "Exactly once"));
        try (Admin admin = admin()) {
            assertThat(admin.listTransactions().all().get())
                    .extracting(TransactionListing::transactionalId)
                    .contains("tributary-connect-tributary-source-0");
        }
    }

    @Test
    void showsNoSecretInTheConfigurationOfTheConnector() throws Exception {
        URI config = stack.addresses().connect().resolve("/connectors/tributary-source/config");

        String answer = Http.get(config).body();

        assertThat(answer).contains("\"database.password\":\"${env:TRIBUTARY_DEBEZIUM_PASSWORD}\"");
        Secrets secrets = Secrets.in(stack.directory().resolve("secrets.properties"));
        for (Secrets.Role role : Secrets.Role.values()) {
            assertThat(answer).doesNotContain(secrets.password(role));
            for (ServerProcess process : stack.processes()) {
                assertThat(process.log()).content().doesNotContain(secrets.password(role));
            }
        }
    }

    @Test
    @Tag("chaos")
    void keepsSchemaIdsWhenTheRegistryIsKilled() throws Exception {
        Change before = captured(insertOrder(stack, "Before"));
        ServerProcess registry = stack.process(Part.REGISTRY);

        registry.kill();
        registry.restart(SOON);

        assertThat(cdc.schema(before.schemaId())).isEqualTo(before.envelope().getSchema());
        // A worker that remembers nothing has to find the schema under the id that it had.
        stack.process(Part.CONNECT).restart(SOON);
        assertThat(captured(insertOrder(stack, "After")).schemaId()).isEqualTo(before.schemaId());
    }

    @Test
    void capturesWhileTheRegistryIsAway() throws Exception {
        Change before = captured(insertOrder(stack, "Registry there"));
        // A worker that has just been started does not know the schema of the heartbeat before it has seen one.
        cdc.readUntil(
                "cdc.tributary.heartbeat",
                beat -> beat.message().timestamp() > before.message().timestamp());
        ServerProcess registry = stack.process(Part.REGISTRY);
        registry.stop();
        try {
            assertThat(captured(insertOrder(stack, "Registry away")).schemaId()).isEqualTo(before.schemaId());
        } finally {
            registry.restart(SOON);
        }
    }

    @Test
    @Tag("chaos")
    void waitsForARegistryThatIsAwayWhenTheWorkerStarts() throws Exception {
        ServerProcess registry = stack.process(Part.REGISTRY);
        long id;
        registry.stop();
        try {
            stack.process(Part.CONNECT).restart(SOON);
            id = insertOrder(stack, "Registry not there yet");
            awaitLog(Part.CONNECT, "registry cannot be reached");
        } finally {
            registry.restart(SOON);
        }

        captured(id);
    }

    @Test
    @Tag("chaos")
    void losesNothingWhenTheBrokerAndTheDatabaseAreKilled() throws Exception {
        stack.process(Part.KAFKA).kill();
        long withoutBroker = insertOrder(stack, "Without a broker");
        stack.process(Part.KAFKA).restart(SOON);
        stack.process(Part.POSTGRES).kill();
        stack.process(Part.POSTGRES).restart(SOON);

        captured(withoutBroker);
        captured(insertOrder(stack, "After both"));
    }

    @Test
    void goesOnAfterAPause() throws Exception {
        ServerProcess worker = stack.process(Part.CONNECT);
        worker.pause();
        long id = insertOrder(stack, "While paused");
        worker.resume();

        captured(id);
    }

    /** The first launcher is another JVM, and is killed: what it leaves is gone, and its data is picked up. */
    @Test
    @Tag("chaos")
    void continuesOnItsDataAfterALauncherThatWasKilled() throws Exception {
        // Letters beyond ASCII, a comma and a blank, as a user's folder may have them.
        Path data = Path.of(
                "target", "stacks", "kept by Jürgen, " + ProcessHandle.current().pid());
        List<ProcessHandle> servers = startAndKillLauncher(data);
        Await.until(
                () -> "Servers outlive their launcher: " + servers,
                SOON,
                () -> servers.stream().noneMatch(ProcessHandle::isAlive));

        List<ProcessHandle> second;
        LocalStackOptions options = LocalStackOptions.forTests(Path.of("target", "stacks"))
                .withData(data)
                .withoutApplication();
        try (LocalStack continued = LocalStack.start(options)) {
            long id = insertOrder(continued, "Continued");
            List<Change> changes =
                    new Cdc(continued.addresses()).readUntil("cdc.public.orders", change -> change.key() == id);

            // Another snapshot would have read this row, and those of the samples a second time.
            assertThat(changes)
                    .filteredOn(change -> change.key() == id)
                    .allMatch(change -> change.operation().equals("c"));
            Map<Long, Long> snapshots = changes.stream()
                    .filter(change -> change.operation().equals("r"))
                    .collect(Collectors.groupingBy(Change::key, Collectors.counting()));
            assertThat(snapshots)
                    .isNotEmpty()
                    .allSatisfy((key, times) -> assertThat(times).isEqualTo(1));
            second = handles(continued);
        }

        assertThat(second).hasSizeGreaterThanOrEqualTo(4).noneMatch(ProcessHandle::isAlive);
        DataDirectory.delete(data);
    }

    private static List<ProcessHandle> startAndKillLauncher(Path data) throws Exception {
        Path pids = data.resolveSibling(data.getFileName() + ".pids");
        Process launcher = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        IdleLauncher.class.getName(),
                        data.toString(),
                        pids.toString())
                .inheritIO()
                .start();
        try {
            Await.until(() -> "The launcher has started nothing", Duration.ofMinutes(2), () -> {
                if (!launcher.isAlive()) {
                    throw new Await.FinalException("The launcher ended");
                }
                return Files.exists(pids);
            });
            return Files.readAllLines(pids).stream()
                    .map(line -> ProcessHandle.of(Long.parseLong(line)).orElseThrow())
                    .toList();
        } finally {
            launcher.destroyForcibly().waitFor();
            Files.deleteIfExists(pids);
        }
    }

    private static List<ProcessHandle> handles(LocalStack stack) {
        return stack.processes().stream()
                .map(process -> ProcessHandle.of(process.pid()).orElseThrow())
                .flatMap(process -> Stream.concat(Stream.of(process), process.descendants()))
                .toList();
    }

    private Change captured(long id) throws Exception {
        return cdc.firstOf("cdc.public.orders", id);
    }

    private static long insertOrder(LocalStack stack, String product) throws SQLException {
        return new Shop(stack.addresses().postgres())
                .number("INSERT INTO orders (user_id, product_name, quantity) VALUES (1, '" + product
                        + "', 1) RETURNING id");
    }

    private void awaitLog(Part part, String text) throws Exception {
        Path log = stack.process(part).log();
        Await.until(
                () -> "Not in " + log + ": " + text,
                SOON,
                () -> Files.readString(log).contains(text));
    }

    private Admin admin() {
        return Admin.create(Map.of("bootstrap.servers", stack.addresses().bootstrapServers()));
    }

    private static String cleanupPolicy(Admin admin, String topic) throws ExecutionException, InterruptedException {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        return admin.describeConfigs(List.of(resource))
                .all()
                .get()
                .get(resource)
                .get("cleanup.policy")
                .value();
    }
}
