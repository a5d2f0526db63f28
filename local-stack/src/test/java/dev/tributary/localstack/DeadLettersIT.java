package dev.tributary.localstack;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Records that cannot be processed, on the real pipeline, and the commands that settle them. */
@ExtendWith(LocalStackExtension.class)
class DeadLettersIT {

    private static final Duration SOON = Duration.ofSeconds(90);
    private static final String ORDERS = "cdc.public.orders";

    private final LocalStack stack;
    private final Shop shop;
    private final HttpView view;

    DeadLettersIT(LocalStack stack) {
        this.stack = stack;
        this.shop = new Shop(stack.addresses().postgres());
        this.view = new HttpView(stack.addresses().http().getFirst());
    }

    @BeforeEach
    void thereAreNone() throws Exception {
        DatabaseEquality.await(stack);
        assertThat(run("list")).contains("There are no dead letters.");
    }

    @AfterEach
    void isEqualToTheDatabaseAndAllIsSettled() throws Exception {
        DatabaseEquality.await(stack);
        assertThat(run("list")).contains("There are no dead letters.");
        assertThat(stack.processes()).allMatch(ServerProcess::isAlive);
    }

    @Test
    void goesOnBehindWhatCannotBeProcessed() throws Exception {
        long before =
                view.get("instances").body().at("/instances/0/dead_letters").longValue();
        String garbage = send(key(1_900_004_711), "no Avro".getBytes(StandardCharsets.UTF_8));
        String unknown = send(key(1_900_004_712), new byte[] {0, 0x7f, 1, 2, 3, 4, 5});
        String shortKey = send(new byte[] {1, 2, 3}, change(1));
        String otherRow = send(key(1_900_004_713), change(1));
        long after = shop.order(shop.user("Behind"), "behind the garbage");

        view.awaitUser(after);
        awaitListed(garbage, unknown, shortKey, otherRow);
        assertThat(run("list"))
                .contains(garbage + "  key 1900004711")
                .contains("UnknownMagicByteException: ")
                .contains(unknown + "  key 1900004712")
                .contains("UnknownSchemaException: ")
                .contains(shortKey + "  key 0x010203")
                .contains(otherRow + "  key 1900004713")
                .contains("has the key 1900004713")
                .contains("4 dead letters");
        assertThat(run("list", "--json", "--limit", "1").lines())
                .singleElement()
                .asString()
                .contains("\"stage\":\"deserialization\"");
        assertThat(run("show", garbage))
                .contains("exception  dev.tributary.avro.UnknownMagicByteException")
                .contains("6e 6f 20 41 76 72 6f")
                .contains("no Avro")
                .contains("header     garbage = ");
        assertThat(run("show", otherRow))
                .contains("stage      processing, at orders-join")
                .contains("\"after\": {\"id\": ");
        assertThat(view.get("instances").body().at("/instances/0/dead_letters").longValue())
                .isEqualTo(before + 4);

        // Nothing has been put right: each of them dies once more, and is another one.
        assertThat(run("replay", garbage)).contains(garbage + "  replayed");
        Await.until(
                () -> "The replayed garbage is not dead again",
                SOON,
                () -> open().size() == 4 && !open().contains(garbage));
        run("discard", "--all");
        // Nobody must take the row under a wrong key for one that is gone.
        send(key(1_900_004_713), null);
    }

    @Test
    void isReplayedOnceWhatWasWrongIsPutRight() throws Exception {
        shop.execute("ALTER TABLE orders ALTER product_name TYPE text");
        try {
            long user = shop.user("Large");
            long order = shop.order(user, "small");
            view.awaitUser(order);
            shop.execute("UPDATE orders SET product_name = repeat('ü', 300000) WHERE id = " + order);
            shop.execute("UPDATE orders SET product_name = repeat('ä', 300000) WHERE id = " + order);
            Await.until(() -> "They are not dead: " + open(), SOON, () -> open().size() == 2);
            List<String> letters = open();
            assertThat(run("list")).contains("row " + order + " of table orders has 600");
            shop.execute("UPDATE users SET name = 'Larger' WHERE id = " + user);
            Await.until(
                    () -> "The user does not reach the order that is held",
                    SOON,
                    () -> view.get("orders/" + order)
                            .body()
                            .at("/user/name")
                            .asText()
                            .equals("Larger"));

            String garbage = send(key(order), "no Avro".getBytes(StandardCharsets.UTF_8));
            awaitListed(garbage);

            setMaxMessageBytes("3000000");
            stack.process(Part.APPLICATION).restart(SOON);

            // What cannot be processed itself says nothing of the row, and supersedes nothing.
            assertThat(run("replay", letters.getFirst(), letters.getLast()))
                    .contains(letters.getFirst() + "  replayed")
                    .contains(letters.getLast() + "  replayed");
            assertThat(run("replay", garbage)).contains(garbage + "  superseded");
            DatabaseEquality.await(stack);
            assertThat(view.get("orders/" + order).body().get("product_name").textValue())
                    .isEqualTo("ä".repeat(300_000));
            assertThat(run("replay", "--all")).contains("There are no dead letters.");
            shop.execute("DELETE FROM orders WHERE id = " + order);
        } finally {
            shop.execute("ALTER TABLE orders ALTER product_name TYPE varchar(100)");
            setMaxMessageBytes("1048588");
            stack.process(Part.APPLICATION).restart(SOON);
        }
    }

    /** A wider column is read as long as its values fit; those that do not are dead letters, until they do. */
    @Test
    void aQuantityOutgrowsTheContract() throws Exception {
        long order = shop.order(shop.user("Wide"), "wide");
        shop.execute("ALTER TABLE orders ALTER quantity TYPE bigint");
        shop.execute("UPDATE orders SET quantity = 2147483647 WHERE id = " + order);
        Await.until(
                () -> "The wider quantity does not arrive",
                SOON,
                () -> view.get("orders/" + order).body().get("quantity").longValue() == Integer.MAX_VALUE);
        shop.execute("UPDATE orders SET quantity = 2147483648 WHERE id = " + order);
        Await.until(() -> "It is not dead", SOON, () -> open().size() == 1);
        assertThat(run("list")).contains("has the quantity 2147483648");
        shop.execute("UPDATE orders SET quantity = 7 WHERE id = " + order);
        shop.execute("ALTER TABLE orders ALTER quantity TYPE int");
        shop.execute("UPDATE orders SET quantity = 8 WHERE id = " + order);
        DatabaseEquality.await(stack);

        assertThat(run("replay", "--all")).contains("superseded");
    }

    /** What the registry would say of it is not known: nothing is dead before it says so. */
    @Test
    void waitsForARegistryThatIsAway() throws Exception {
        int otherSchema = ByteBuffer.wrap(new Cdc(stack.addresses())
                        .readUntil("cdc.tributary.heartbeat", change -> true)
                        .getFirst()
                        .message()
                        .value())
                .getInt(1);
        stack.process(Part.REGISTRY).stop();
        String letter = send(
                key(1_900_004_714),
                ByteBuffer.allocate(6).put((byte) 0).putInt(otherSchema).array());
        Await.until(
                () -> "The application does not wait for the registry",
                SOON,
                () -> Files.readString(stack.process(Part.APPLICATION).log()).contains("Waiting for the registry"));
        assertThat(open()).isEmpty();

        stack.process(Part.REGISTRY).restart(SOON);

        awaitListed(letter);
        assertThat(run("list")).contains("SchemaIncompatibleException").contains("none of the columns");
        run("discard", letter);
    }

    private void awaitListed(String... letters) throws Exception {
        Await.until(
                () -> "Not all of " + Arrays.toString(letters) + " are among " + open(),
                SOON,
                () -> open().containsAll(List.of(letters)));
    }

    /** Those that are not settled, the oldest one first. */
    private List<String> open() {
        return run("list")
                .lines()
                .filter(line -> line.startsWith("cdc."))
                .map(line -> line.substring(0, line.indexOf(' ')))
                .toList();
    }

    private String run(String... arguments) {
        List<String> line = new ArrayList<>(List.of("dead-letters", arguments[0]));
        line.addAll(List.of("--bootstrap-servers", stack.addresses().bootstrapServers()));
        if (arguments[0].equals("show")) {
            line.addAll(List.of("--schema-registry", stack.addresses().schemaRegistry()));
        }
        line.addAll(List.of(arguments).subList(1, arguments.length));
        RanCommand ran = RanCommand.run(line);
        assertThat(ran.exitCode()).as(ran.err()).isZero();
        return ran.out();
    }

    /** Answers the name that it would have as a dead letter. */
    private String send(byte[] key, byte @Nullable [] value) throws Exception {
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", stack.addresses().bootstrapServers()),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(ORDERS, key, value);
            record.headers().add(Cdc.GARBAGE, new byte[0]);
            RecordMetadata sent = producer.send(record).get(SOON.toSeconds(), TimeUnit.SECONDS);
            return sent.topic() + ":" + sent.partition() + ":" + sent.offset();
        }
    }

    /** A change that was captured once, of any row but those with the keys of the test. */
    private byte[] change(int which) throws Exception {
        return new Cdc(stack.addresses())
                .readUntil(ORDERS, change -> true)
                .get(which)
                .message()
                .value();
    }

    private void setMaxMessageBytes(String bytes) throws Exception {
        try (Admin admin =
                Admin.create(Map.of("bootstrap.servers", stack.addresses().bootstrapServers()))) {
            admin.incrementalAlterConfigs(Map.of(
                            new ConfigResource(ConfigResource.Type.TOPIC, "enriched-orders"),
                            List.of(new AlterConfigOp(
                                    new ConfigEntry("max.message.bytes", bytes), AlterConfigOp.OpType.SET))))
                    .all()
                    .get(SOON.toSeconds(), TimeUnit.SECONDS);
        }
    }

    private static byte[] key(long id) {
        return ByteBuffer.allocate(Long.BYTES).putLong(id).array();
    }
}
