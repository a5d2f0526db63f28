package dev.tributary.definition.explain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.definition.SampleTables;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ExplanationTest {

    @Test
    void explainsTheShippedView() throws Exception {
        String text = Files.readString(Path.of("../views/enriched-orders.sql"));

        assertThat(Explanation.of(SampleTables.SHOP.resolved(text)).text()).isEqualTo("""
                view    enriched-orders
                topic   enriched-orders
                base    public.orders, by its key id
                join    public.users as u, by id = user_id
                key     public.orders.id is int4, and 8 bytes (big-endian) as a record's key
                key     public.users.id is int4, and 8 bytes (big-endian) as a record's key
                reads   cdc.public.orders: id, user_id, product_name, quantity, order_date
                reads   cdc.public.users: id, name, email, created_at
                GET     /orders/{id}  one row by its key
                GET     /orders  all rows, page by page
                GET     /users/{id}/orders  the rows of one of users
                GET     /orders/stream  every change, as it happens
                holds   rows of public.orders, by key, in the process that has their partition
                holds   rows of public.users, by key, in every process
                holds   results of enriched-orders, by key
                holds   keys of enriched-orders, by user_id
                """);
    }

    @Test
    void twoKeysThatReferToOneTableAreParameters() {
        SampleTables tables = new SampleTables()
                .with("trades", "id int8!", "buyer_id int8", "seller_id int8", "city_id int8")
                .with("users", "id int8!", "name text")
                .with("cities", "id int8!", "name text");
        Explanation explanation = Explanation.of(tables.resolved(
                "CREATE VIEW trades AS SELECT t.id, t.buyer_id, t.seller_id AS vendor_id, t.city_id, b AS buyer,"
                        + " s AS seller, c.name AS city FROM trades t LEFT JOIN users b ON b.id = t.buyer_id"
                        + " LEFT JOIN users s ON s.id = t.seller_id LEFT JOIN cities c ON c.id = t.city_id"));

        assertThat(explanation.routes())
                .extracting(Routes.Route::path)
                .containsExactly(
                        "/trades/{id}",
                        "/trades",
                        "/trades?buyer_id=",
                        "/trades?vendor_id=",
                        "/cities/{id}/trades",
                        "/trades/stream");
    }

    @Test
    void saysWhatTheKeysAreInTheirTopics() {
        SampleTables tables = new SampleTables()
                .with("parcels", "id uuid!", "country text")
                .with("countries", "code varchar!", "name text");
        Explanation explanation = Explanation.of(tables.resolved("CREATE VIEW v AS SELECT p.id, p.country, c.name"
                + " FROM parcels p LEFT JOIN countries c ON c.code = p.country"));

        assertThat(explanation.keys())
                .containsExactly(
                        "public.parcels.id is uuid, and UTF-8 as a record's key",
                        "public.countries.code is varchar, and UTF-8 as a record's key");
        assertThat(explanation.routes())
                .extracting(Routes.Route::path)
                .containsExactly(
                        "/parcels/{id}",
                        "/parcels",
                        "/countries/{code}/parcels",
                        "/parcels?country=",
                        "/parcels/stream");
    }
}
