package dev.tributary.enrich;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.avro.AvroDeserializer;
import dev.tributary.avro.DatumReaderFactory;
import dev.tributary.definition.contract.ViewContract;
import dev.tributary.definition.key.Key;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A view whose keys are texts, and that refers to rows whose keys are texts and uuids. */
class KeysTest {

    private static final int OWNERS = 0;
    private static final int DEPOTS = 1;

    private static final String SQL = """
            CREATE VIEW parcels AS
            SELECT p.code, p.owner, p.depot, p.label, o.name AS owner_name, d AS at
            FROM parcels p
            LEFT JOIN owners o ON o.code = p.owner
            LEFT JOIN depots d ON d.id = p.depot;
            """;

    private static final String CONTRACT = """
            {"type": "record", "name": "Parcel", "fields": [
              {"name": "code", "type": "string"},
              {"name": "owner", "type": ["null", "string"], "default": null},
              {"name": "depot", "type": ["null", {"type": "string", "logicalType": "uuid"}], "default": null},
              {"name": "label", "type": ["null", "string"], "default": null},
              {"name": "owner_name", "type": ["null", "string"], "default": null},
              {"name": "at", "type": ["null", {"type": "record", "name": "Depot", "fields": [
                {"name": "city", "type": ["null", "string"]},
                {"name": "id", "type": {"type": "string", "logicalType": "uuid"}}]}], "default": null},
              {"name": "parcel_lsn", "type": "long"},
              {"name": "parcel_committed_at", "type": "long"},
              {"name": "o_lsn", "type": ["null", "long"], "default": null},
              {"name": "o_committed_at", "type": ["null", "long"], "default": null},
              {"name": "at_lsn", "type": ["null", "long"], "default": null},
              {"name": "at_committed_at", "type": ["null", "long"], "default": null}]}""";

    private static final String TEXT = "[\"null\", \"string\"]";
    private static final String UUIDS =
            "[\"null\", {\"type\": \"string\", \"connect.name\": \"io.debezium.data.Uuid\"}]";

    private static final Schema PARCEL =
            table("parcels", "label", TEXT, "owner", TEXT, "code", "\"string\"", "depot", UUIDS);
    private static final Schema OWNER = table("owners", "name", TEXT, "code", "\"string\"");
    private static final Schema DEPOT = table("depots", "id", "\"string\"", "city", TEXT);

    private final JoinedTables tables = JoinedTables.of(ViewContract.of(SQL, new Schema.Parser().parse(CONTRACT)));

    @TempDir
    private Path directory;

    private Pipeline pipeline;
    private ChangeEvents parcels;
    private ChangeEvents owners;
    private ChangeEvents depots;
    private long lsn = 100;

    @BeforeEach
    void open() {
        pipeline = new Pipeline(directory, tables);
        parcels = ChangeEvents.of("parcels", PARCEL, pipeline.registry);
        owners = ChangeEvents.of("owners", OWNER, pipeline.registry);
        depots = ChangeEvents.of("depots", DEPOT, pipeline.registry);
    }

    private record Placed(@Nullable String owner, @Nullable String depot, String label) {}

    /** Rows of all three tables come, change, move and go, and the state is read back in the end. */
    @Test
    void theViewIsTheJoin(@TempDir Path other) {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        List<String> codes = List.of("", "a", "ab", "b/c?%", "ключ", "k".repeat(1_000), "\u0001");
        List<String> names = List.of("", "a", "ab", "x".repeat(1_000), "ß");
        List<String> ids = List.of(new UUID(1, 2).toString(), new UUID(-1, -2).toString(), new UUID(0, 0).toString());
        Map<String, Placed> placed = new HashMap<>();
        Map<String, String> ownerNames = new HashMap<>();
        Map<String, String> cities = new HashMap<>();
        List<ConsumerRecord<byte[], byte[]>> written = new ArrayList<>();
        try (Pipeline open = pipeline) {
            for (int step = 0; step < 3_000; step++) {
                String value = "v" + step;
                boolean goes = random.nextInt(4) == 0;
                switch (random.nextInt(4)) {
                    case 0 -> {
                        String code = any(random, names);
                        if (goes) {
                            ownerNames.remove(code);
                            open.changeReferenced(OWNERS, Key.of(code), owners.delete(++lsn));
                            open.changeReferenced(OWNERS, Key.of(code), null);
                        } else {
                            ownerNames.put(code, value);
                            open.changeReferenced(OWNERS, Key.of(code), owners.update(owners.row(value, code), ++lsn));
                        }
                    }
                    case 1 -> {
                        String id = any(random, ids);
                        if (goes) {
                            cities.remove(id);
                            open.changeReferenced(DEPOTS, Key.of(id), depots.delete(++lsn));
                        } else {
                            cities.put(id, value);
                            open.changeReferenced(DEPOTS, Key.of(id), depots.update(depots.row(id, value), ++lsn));
                        }
                    }
                    default -> {
                        String code = any(random, codes);
                        if (goes) {
                            placed.remove(code);
                            open.changeBase(Key.of(code), parcels.delete(++lsn));
                            open.changeBase(Key.of(code), null);
                        } else {
                            Placed parcel = new Placed(
                                    random.nextInt(5) == 0 ? null : any(random, names),
                                    random.nextInt(5) == 0 ? null : any(random, ids),
                                    value);
                            placed.put(code, parcel);
                            open.changeBase(
                                    Key.of(code),
                                    parcels.update(parcels.row(parcel.label, parcel.owner, code, parcel.depot), ++lsn));
                        }
                    }
                }
            }
            while (!open.baseRowStore().fanOuts().isEmpty()) {
                open.advanceWallClock(Duration.ofMillis(1));
            }
            assertThat(open.reasons()).isEmpty();
            written.addAll(open.rawRecords());
        }
        assertThat(table(written)).as("seed %d", seed).isEqualTo(expected(placed, ownerNames, cities));
        try (Stores stores = new Stores(tables, pipeline.registry, other)) {
            stores.restore(written);
            assertThat(stores.baseRows.size()).isEqualTo(placed.size());
            placed.forEach((code, parcel) -> {
                int cell = stores.baseRows.find(Key.of(code));
                assertThat(stores.baseRows.cells().keys().keyOf(cell)).isEqualTo(Key.of(code));
                assertThat(stores.baseRows.cells().hasForeignKey(cell, 0)).isEqualTo(parcel.owner != null);
            });
            names.forEach(name -> {
                stores.baseRows.fanOuts().start(0, Key.of(name));
                assertThat(stores.baseRows.fanOuts().resultsLeft())
                        .isEqualTo(placed.values().stream()
                                .filter(parcel -> name.equals(parcel.owner))
                                .count());
                stores.baseRows.fanOuts().advance(Integer.MAX_VALUE, order -> {});
            });
        }
    }

    private static Map<String, String> expected(
            Map<String, Placed> placed, Map<String, String> ownerNames, Map<String, String> cities) {
        Map<String, String> expected = new TreeMap<>();
        placed.forEach((code, parcel) -> expected.put(
                code,
                List.of(
                                String.valueOf(parcel.owner),
                                String.valueOf(parcel.depot),
                                parcel.label,
                                String.valueOf(parcel.owner == null ? null : ownerNames.get(parcel.owner)),
                                String.valueOf(parcel.depot == null ? null : cities.get(parcel.depot)))
                        .toString()));
        return expected;
    }

    /** What a consumer has when it has read all of them. */
    private Map<String, String> table(List<ConsumerRecord<byte[], byte[]>> written) {
        Map<String, String> table = new TreeMap<>();
        try (var values = new AvroDeserializer<GenericRecord>(pipeline.registry, DatumReaderFactory.generic())) {
            for (ConsumerRecord<byte[], byte[]> record : written) {
                String code = Key.ofUtf8(record.key()).toString();
                @Nullable GenericRecord row = values.deserialize(record.topic(), record.value());
                if (row == null) {
                    table.remove(code);
                } else {
                    assertThat(row.get("code").toString()).isEqualTo(code);
                    @Nullable GenericRecord depot = (GenericRecord) row.get("at");
                    assertThat(depot == null ? null : depot.get("id"))
                            .isEqualTo(depot == null ? null : row.get("depot"));
                    table.put(
                            code,
                            List.of(
                                            String.valueOf(row.get("owner")),
                                            String.valueOf(row.get("depot")),
                                            String.valueOf(row.get("label")),
                                            String.valueOf(row.get("owner_name")),
                                            String.valueOf(depot == null ? null : depot.get("city")))
                                    .toString());
                }
            }
        }
        return table;
    }

    /** The key of the record and the old foreign keys in its headers have room, too. */
    @Test
    void aResultHasRoomForItsTexts() {
        pipeline.close();
        assertThat(tables.partsOfResult())
                .as("a parcel, an owner, a depot, and texts")
                .isEqualTo(4);
        assertThat(TestRows.TABLES.partsOfResult()).isEqualTo(2);
    }

    /** A NUL would end a key in the view's index, and be the mark of a topic. */
    @Test
    void aKeyThatNoRowCanHaveIsADeadLetter() {
        String mark = "\0tributary.users";
        String tooLong = "k".repeat(CapturedTable.MOST_KEY_BYTES + 1);
        try (Pipeline open = pipeline) {
            open.changeReferenced(OWNERS, Key.of(mark), owners.insert(owners.row("Ada", mark), 30));
            open.changeReferenced(OWNERS, Key.of(tooLong), owners.insert(owners.row("Ada", tooLong), 31));

            assertThat(open.reasons())
                    .satisfiesExactly(
                            first -> assertThat(first).contains("does not say which row it is of"),
                            second -> assertThat(second).contains("a key of 4097 bytes, and may have one of 4096"));
        }
    }

    @Test
    void aKeyThatTheLogDoesNotHaveIsADeadLetter() {
        try (Pipeline open = pipeline) {
            open.changeBase(Key.of("\0"), parcels.insert(parcels.row("Lamp", null, "\0", null), 30));
            open.changeReferenced(OWNERS, Key.of("a"), owners.insert(owners.row("Ada", "b"), 31));

            assertThat(open.reasons())
                    .satisfiesExactly(
                            first -> assertThat(first).contains("does not say which row it is of"),
                            second -> assertThat(second).contains("a change of row b of table owners has the key a"));
            assertThat(open.writtenRecords()).isEmpty();
        }
    }

    private static String any(Random random, List<String> of) {
        return of.get(random.nextInt(of.size()));
    }

    private static Schema table(String name, String... columns) {
        StringBuilder fields = new StringBuilder();
        for (int i = 0; i < columns.length; i += 2) {
            fields.append(i == 0 ? "" : ", ")
                    .append("{\"name\": \"%s\", \"type\": %s}".formatted(columns[i], columns[i + 1]));
        }
        return new Schema.Parser()
                .parse("{\"type\": \"record\", \"name\": \"Value\", \"namespace\": \"cdc.public.%s\", \"fields\": [%s]}"
                        .formatted(name, fields));
    }
}
