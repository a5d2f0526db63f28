package dev.tributary.localstack;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tributary.localstack.HttpView.Events;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * A view that joins several tables, on the real pipeline: one table by two foreign keys, two tables by one foreign key, one of the same
 * name as the base table, in another schema, and the base table itself.
 */
@ExtendWith(LocalStackExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StarIT {

    private static final int INSTANCE = 11;
    private static final int SALES = 200;
    private static final int PEOPLE = 20;

    private static final String TABLES = """
            CREATE SCHEMA archive;
            CREATE TABLE people (id smallint PRIMARY KEY, name text, bio text);
            CREATE TABLE products (id bigint PRIMARY KEY, name varchar(50), weight numeric(6,2));
            CREATE TABLE stock (quantity int NOT NULL, product_id bigint PRIMARY KEY);
            CREATE TABLE archive.sales (code int PRIMARY KEY, remark text);
            CREATE TABLE sales (id int PRIMARY KEY, buyer_id smallint, seller_id smallint, product_id bigint, old_id int, note text, replaces_id int);
            INSERT INTO people SELECT id, 'person ' || id, NULL FROM generate_series(1, 10) id;
            INSERT INTO products SELECT id, 'product ' || id, id FROM generate_series(1, 10) id;
            INSERT INTO stock SELECT 2 * id, id FROM generate_series(1, 5) id;
            INSERT INTO archive.sales VALUES (1, 'old');
            INSERT INTO sales SELECT id, id % 12, id % 7, id % 11, id % 3, 'sale' FROM generate_series(1, 100) id;
            """;

    private static final String VIEW = """
            CREATE VIEW sales_in_full AS
            SELECT s.id, p.name AS product, s.buyer_id, b AS buyer, s.seller_id, c.name AS seller, s.product_id, h.quantity,
              row_to_json(w) AS item, s.note, s.old_id, a.remark,
              s.replaces_id, r.note AS replaced_note
            FROM sales s
            LEFT JOIN people b ON b.id = s.buyer_id
            LEFT JOIN people c ON c.id = s.seller_id
            LEFT JOIN products p ON p.id = s.product_id
            LEFT JOIN (SELECT weight, id FROM products) w ON w.id = s.product_id
            LEFT JOIN stock h ON h.product_id = s.product_id
            LEFT JOIN archive.sales a ON a.code = s.old_id
            LEFT JOIN sales r ON r.id = s.replaces_id;
            """;

    private final LocalStack stack;
    private OwnView view;

    StarIT(LocalStack stack) {
        this.stack = stack;
    }

    @BeforeAll
    void start(@TempDir Path files) throws Exception {
        view = OwnView.start(stack, INSTANCE, "star", TABLES, VIEW, files);
    }

    @AfterAll
    void close() throws Exception {
        view.close();
    }

    private void awaitAsInPostgres() throws Exception {
        view.awaitAllAsInPostgres("/sales", "sales_in_full", "id");
    }

    /** In transactions of several tables; the application is killed in the middle, and what follows finds it as it comes back. */
    @Test
    void isTheViewOfPostgresAfterAnyChanges() throws Exception {
        awaitAsInPostgres();
        Random random = new Random(1);
        for (int round = 0; round < 3; round++) {
            view.change(random, 100, 4, StarIT::statement);
            if (round == 1) {
                view.killAndRestart();
            }
            view.change(random, 100, 4, StarIT::statement);
            awaitAsInPostgres();
        }
        view.assertAudited("sales", "sales");
    }

    private static String statement(Random random) {
        int sale = 1 + random.nextInt(SALES);
        int person = random.nextInt(PEOPLE);
        int product = random.nextInt(PEOPLE);
        return switch (random.nextInt(10)) {
            case 0 ->
                "INSERT INTO sales VALUES (%d, %d, %d, %d, NULL, 'new') ON CONFLICT (id) DO NOTHING"
                        .formatted(sale, person, product, product);
            case 1 -> "DELETE FROM sales WHERE id = " + sale;
            case 2 ->
                "UPDATE sales SET buyer_id = %d, note = note || '.', replaces_id = %d WHERE id = %d"
                        .formatted(person, 1 + random.nextInt(SALES), sale);
            case 3 -> "UPDATE sales SET seller_id = NULL, product_id = %d WHERE id = %d".formatted(product, sale);
            case 4 -> "UPDATE sales SET seller_id = buyer_id, old_id = 1 WHERE id = " + sale;
            case 5 ->
                "INSERT INTO people VALUES (%1$d, 'new', repeat('x', %1$d)) ON CONFLICT (id) DO UPDATE SET name = people.name || '+'"
                        .formatted(person);
            case 6 -> "DELETE FROM people WHERE id = " + person;
            case 7 ->
                "INSERT INTO products VALUES (%1$d, 'p', %1$d.5) ON CONFLICT (id) DO UPDATE SET weight = products.weight + 1"
                        .formatted(product);
            case 8 ->
                "INSERT INTO stock VALUES (1, %d) ON CONFLICT (product_id) DO UPDATE SET quantity = stock.quantity + 1"
                        .formatted(product);
            default -> "UPDATE archive.sales SET remark = remark || '.' WHERE code = 1";
        };
    }

    @Test
    void isAskedByEachOfItsForeignKeys() throws Exception {
        view.execute(
                "INSERT INTO people VALUES (101, 'Ada'), (102, 'Bob'); INSERT INTO products VALUES (101, 'Lamp', 1);"
                        + " INSERT INTO sales VALUES (1001, 101, 102, 101), (1002, 102, 101, NULL), (1003, 101, 101, 101)");
        for (int id = 1001; id <= 1003; id++) {
            view.awaitAsInPostgres("/sales/" + id, "sales_in_full", "id = " + id);
        }

        assertThat(ids("/sales?buyer_id=101")).containsExactly(1001L, 1003L);
        assertThat(ids("/sales?seller_id=101")).containsExactly(1002L, 1003L);
        assertThat(ids("/products/101/sales")).containsExactly(1001L, 1003L);
        assertThat(ids("/stock/101/sales")).containsExactly(1001L, 1003L);
        assertThat(view.http().get("/sales?buyer_id=101&seller_id=102").status())
                .isEqualTo(400);
        JsonNode first = view.http().get("/sales?buyer_id=101&limit=1").body();
        assertThat(ids(first)).containsExactly(1001L);
        assertThat(ids(first.get("next").textValue())).containsExactly(1003L);

        try (Events events = view.http().follow("/sales/stream?seller_id=101&state=true")) {
            assertThat(events.next().order()).isEqualTo(1002);
            assertThat(events.next().order()).isEqualTo(1003);
            assertThat(events.next().name()).isEqualTo("live");
            view.execute("UPDATE sales SET seller_id = 102 WHERE id = 1003");
            HttpView.Event left = events.next(1003);
            assertThat(left.name()).isEqualTo("removed");
            view.execute("UPDATE sales SET seller_id = 101 WHERE id = 1001");
            assertThat(events.next(1001).data().at("/seller").textValue()).isEqualTo("Ada");
        }
        view.execute(
                "DELETE FROM sales WHERE id > 1000; DELETE FROM people WHERE id > 100; DELETE FROM products WHERE id > 100");
    }

    private List<Long> ids(String path) throws Exception {
        return ids(view.http().get(path).body());
    }

    private static List<Long> ids(JsonNode page) {
        return StreamSupport.stream(page.get("sales").spliterator(), false)
                .map(sale -> sale.get("id").longValue())
                .toList();
    }
}
