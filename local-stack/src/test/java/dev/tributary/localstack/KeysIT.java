package dev.tributary.localstack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.localstack.HttpView.Event;
import dev.tributary.localstack.HttpView.Events;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A view whose keys are texts, and that refers to rows whose keys are uuids and texts, on the real pipeline. */
@ExtendWith(LocalStackExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KeysIT {

    private static final int INSTANCE = 12;

    private static final String TABLES = """
            CREATE DOMAIN short AS varchar(20);
            CREATE TABLE depots (id uuid PRIMARY KEY, city text);
            CREATE TABLE owners (name text, code short PRIMARY KEY);
            CREATE TABLE parcels (label text, code text PRIMARY KEY, depot_id uuid, owner varchar(20), replaces text, note text);
            INSERT INTO depots VALUES ('AAAAAAAA-0000-4000-8000-00000000000A', 'Graz'), (gen_random_uuid(), NULL);
            INSERT INTO owners VALUES ('nobody', ''), ('Ada', 'ada'), ('Per cent', '50%/a b+c&d=e?');
            INSERT INTO parcels SELECT 'label ' || n, 'parcel ' || n, 'aaaaaaaa-0000-4000-8000-00000000000a',
              (ARRAY['', 'ada', '50%/a b+c&d=e?'])[1 + n % 3], 'parcel ' || n - 1 FROM generate_series(1, 50) n;
            INSERT INTO parcels VALUES ('empty', '', NULL, NULL, ''), ('ключ', 'ключ/ß', NULL, 'ada', NULL);
            """;

    private static final String VIEW = """
            CREATE VIEW parcels_in_full AS
            SELECT p.code, p.label, p.depot_id, d AS depot, p.owner, o.name AS owner_name, p.replaces, r.label AS replaced, p.note
            FROM parcels p
            LEFT JOIN depots d ON d.id = p.depot_id
            LEFT JOIN owners o ON o.code = p.owner
            LEFT JOIN parcels r ON r.code = p.replaces;
            """;

    /** Of keys that change their rows while others refer to them. */
    private static final List<String> OWNERS = List.of("", "ada", "bob", "50%/a b+c&d=e?");

    private final LocalStack stack;
    private OwnView view;

    KeysIT(LocalStack stack) {
        this.stack = stack;
    }

    @BeforeAll
    void start(@TempDir Path files) throws Exception {
        view = OwnView.start(stack, INSTANCE, "keys", TABLES, VIEW, files);
    }

    @AfterAll
    void close() throws Exception {
        view.close();
    }

    private void awaitAsInPostgres() throws Exception {
        view.awaitAllAsInPostgres("/parcels", "parcels_in_full", "code");
    }

    @Test
    void isTheViewOfPostgresAfterAnyChanges() throws Exception {
        awaitAsInPostgres();
        Random random = new Random(1);
        for (int round = 0; round < 2; round++) {
            view.change(random, 60, 3, KeysIT::statement);
            view.killAndRestart();
            view.change(random, 60, 3, KeysIT::statement);
            awaitAsInPostgres();
        }
        view.assertAudited("parcels", "parcels");
    }

    private static String statement(Random random) {
        String parcel = random.nextInt(20) == 0 ? "" : "parcel " + random.nextInt(60);
        String owner = OWNERS.get(random.nextInt(OWNERS.size()));
        String depot = new UUID(7, random.nextInt(5)).toString();
        return switch (random.nextInt(8)) {
            case 0 ->
                "INSERT INTO parcels VALUES ('new', '%s', '%s', '%s') ON CONFLICT (code) DO NOTHING"
                        .formatted(parcel, depot, owner);
            case 1 -> "DELETE FROM parcels WHERE code = '%s'".formatted(parcel);
            case 2 ->
                "UPDATE parcels SET owner = '%s', label = label || '.' WHERE code = '%s'".formatted(owner, parcel);
            case 3 -> "UPDATE parcels SET depot_id = '%s', owner = NULL WHERE code = '%s'".formatted(depot, parcel);
            case 4 ->
                "INSERT INTO owners VALUES ('new', '%s') ON CONFLICT (code) DO UPDATE SET name = owners.name || '+'"
                        .formatted(owner);
            case 5 -> "DELETE FROM owners WHERE code = '%s'".formatted(owner);
            case 6 ->
                "INSERT INTO depots VALUES ('%s', 'new') ON CONFLICT (id) DO UPDATE SET city = depots.city || '+'"
                        .formatted(depot);
            default ->
                ("UPDATE parcels SET code = code || '*' WHERE code = '%1$s'"
                                + " AND NOT EXISTS (SELECT FROM parcels WHERE code = '%1$s*')")
                        .formatted(parcel);
        };
    }

    @Test
    void isAskedByItsKeys() throws Exception {
        view.execute(
                "INSERT INTO owners VALUES ('Slash', 'o/%?&=+ ü');"
                        + " INSERT INTO parcels VALUES ('odd', 'k/%?&=+ ü', 'AAAAAAAA-0000-4000-8000-00000000000A', 'o/%?&=+ ü', '')");
        view.await("/parcels/" + encoded("k/%?&=+ ü"), "/owner_name", "Slash");
        assertThat(view.http()
                        .get("/owners/" + encoded("o/%?&=+ ü") + "/parcels")
                        .body()
                        .at("/parcels/0/label")
                        .asText())
                .isEqualTo("odd");
        assertThat(view.http()
                        .get("/depots/AAAAAAAA-0000-4000-8000-00000000000a/parcels?limit=1000")
                        .text())
                .contains("\"odd\"");
        assertThat(view.http().get("/depots/aaaaaaaa/parcels").status()).isEqualTo(400);
        assertThat(view.http().get("/parcels/" + encoded("no such/parcel")).status())
                .isEqualTo(404);
        assertThat(view.http().get("/parcels?replaces=").text()).contains("\"odd\"");
        try (Events events = view.http().follow("/parcels/stream?state=true&owner=" + encoded("o/%?&=+ ü"))) {
            assertThat(events.next().data().path("label").asText()).isEqualTo("odd");
            view.execute("DELETE FROM parcels WHERE code = 'k/%?&=+ ü'");
            Event event = events.next();
            while (!event.name().contains("removed")) {
                event = events.next();
            }
            assertThat(event.data().path("code").asText()).isEqualTo("k/%?&=+ ü");
        }
    }

    /** They are stored out of line, and the log leaves out the one that is no primary key. */
    @Test
    void longKeysStayWhenAnotherColumnChanges() throws Exception {
        view.execute("ALTER TABLE parcels ALTER code SET STORAGE EXTERNAL, ALTER replaces SET STORAGE EXTERNAL;"
                + " INSERT INTO parcels VALUES ('long', repeat('k', 2100), NULL, NULL, repeat('k', 2100))");
        assertThat(
                        view.number(
                                "SELECT count(*) FROM parcels WHERE label = 'long'"
                                        + " AND pg_column_toast_chunk_id(code) IS NOT NULL AND pg_column_toast_chunk_id(replaces) IS NOT NULL"))
                .as("rows whose keys are stored out of line")
                .isOne();
        awaitAsInPostgres();
        view.execute("UPDATE parcels SET label = 'longer' WHERE label = 'long'");
        awaitAsInPostgres();
        view.execute("UPDATE parcels SET label = 'longest', owner = 'ada' WHERE label = 'longer'");
        awaitAsInPostgres();
        view.assertAudited("parcels", "parcels");
        view.execute("DELETE FROM parcels WHERE label = 'longest'");
        awaitAsInPostgres();
    }

    @Test
    void theCommandsTakeThem() throws Exception {
        view.await("/parcels/" + encoded("ключ/ß"), "/owner", "ada");
        assertThat(view.command("get", "parcels", "ключ/ß").out()).contains("ключ/ß");
        assertThat(view.command("get", "parcels", "stream").err()).contains("there is no parcels stream");
        assertThat(view.command("consume", "--from-beginning", "--until-end", "--key", "ключ/ß")
                        .out())
                .contains("ключ/ß");
        assertThat(view.command("get", "depot", "not a uuid").err()).contains("UUID");
    }

    private static String encoded(String key) {
        return URLEncoder.encode(key, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
