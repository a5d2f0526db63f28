package dev.tributary.localstack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What was deleted while no connector ran, and its slot was lost, stays until it is swept. */
@ExtendWith(LocalStackExtension.class)
class SweepIT {

    private static final Duration SOON = Duration.ofMinutes(2);
    private static final String CONNECTOR = "/connectors/tributary-source";

    private final LocalStack stack;
    private final Shop shop;
    private final HttpView view;

    SweepIT(LocalStack stack) {
        this.stack = stack;
        this.shop = new Shop(stack.addresses().postgres());
        this.view = new HttpView(stack.addresses().http().getFirst());
    }

    @Test
    void rowsThatWereDeletedWhileNothingWasCapturedGo() throws Exception {
        long user = shop.user("Stays");
        long order = shop.order(user, "stays");
        long ghostUser = shop.user("Ghost");
        long ofGhost = shop.order(ghostUser, "of a ghost");
        long other = shop.order(ghostUser, "changes its user");
        view.awaitUser(order);
        view.awaitUser(ofGhost);
        view.awaitUser(other);

        forgetTheCapture();
        assertThat(sweep())
                .returns(1, RanCommand::exitCode)
                .extracting(RanCommand::err)
                .asString()
                .contains("Kafka Connect has no connector tributary-source");
        shop.execute("DELETE FROM orders WHERE id = " + ofGhost);
        shop.execute("UPDATE orders SET user_id = " + user + " WHERE id = " + other);
        shop.execute("DELETE FROM users WHERE id = " + ghostUser);
        long inserted = shop.order(user, "inserted meanwhile");
        captureAgain();

        view.awaitUser(inserted);
        RanCommand audit = run("audit", "--timeout", "5s", "--http", view(), "--bootstrap-servers", kafka());
        assertThat(audit.exitCode()).as(audit.out()).isEqualTo(1);
        assertThat(audit.out()).contains(String.valueOf(ofGhost));

        assertThat(sweep("--dry-run").out())
                .contains("1 to be removed: " + ghostUser)
                .contains("1 to be removed: " + ofGhost);
        assertThat(view.get("orders/" + ofGhost).status()).isEqualTo(200);
        RanCommand swept = sweep();
        assertThat(swept.exitCode()).as(swept.err()).isZero();
        assertThat(swept.out())
                .containsPattern("public.orders: .*; 1 removed: " + ofGhost + "[;\n]")
                .containsPattern("public.users: .*; 1 removed: " + ghostUser + "[;\n]");
        DatabaseEquality.await(stack);
        assertThat(view.get("orders/" + ofGhost).status()).isEqualTo(404);

        assertThat(sweep("orders", "public.users").out()).doesNotContain("removed");
        shop.execute("INSERT INTO users (id, name) VALUES (" + ghostUser + ", 'Back')");
        shop.execute("INSERT INTO orders (id, user_id, quantity) VALUES (" + ofGhost + ", " + ghostUser + ", 1)");
        assertThat(view.awaitUser(ofGhost).body().at("/user/name").asText()).isEqualTo("Back");
        DatabaseEquality.await(stack);
    }

    /** As docs/operations.md says. */
    private void forgetTheCapture() throws Exception {
        ask("PUT", CONNECTOR + "/stop");
        Await.until(() -> "the offsets are not deleted", SOON, () -> ask("DELETE", CONNECTOR + "/offsets") == 200);
        ask("DELETE", CONNECTOR);
        Await.until(
                () -> "the slot is not dropped",
                SOON,
                () -> asDebezium("SELECT pg_drop_replication_slot('tributary')"));
    }

    private void captureAgain() throws Exception {
        Connectors.apply(stack.addresses().connect(), Project.find().connectors(), SOON);
        Await.until(
                () -> "nobody reads the slot",
                SOON,
                () -> shop.number("SELECT count(*) FROM pg_replication_slots WHERE slot_name = 'tributary' AND active")
                        == 1);
    }

    private int ask(String method, String path) throws IOException, InterruptedException {
        URI uri = stack.addresses().connect().resolve(path);
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(
                            HttpRequest.newBuilder(uri)
                                    .timeout(Duration.ofSeconds(30))
                                    .method(method, HttpRequest.BodyPublishers.noBody())
                                    .build(),
                            HttpResponse.BodyHandlers.discarding())
                    .statusCode();
        }
    }

    private boolean asDebezium(String query) throws SQLException {
        String url = stack.addresses().postgres().replaceFirst("\\?.*", "");
        String password =
                Secrets.in(stack.directory().resolve("secrets.properties")).password(Secrets.Role.DEBEZIUM);
        try (Connection connection = DriverManager.getConnection(url, Secrets.Role.DEBEZIUM.role(), password);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            return rows.next();
        }
    }

    private String view() {
        return stack.addresses().http().getFirst().toString();
    }

    private String kafka() {
        return stack.addresses().bootstrapServers();
    }

    private RanCommand sweep(String... arguments) {
        List<String> line = new ArrayList<>(List.of("sweep", "--bootstrap-servers", kafka()));
        line.addAll(List.of(arguments));
        return run(line.toArray(String[]::new));
    }

    private RanCommand run(String... arguments) {
        List<String> line = new ArrayList<>(List.of(arguments));
        line.addAll(List.of(
                "--postgres",
                stack.addresses().postgres(),
                "--schema-registry",
                stack.addresses().schemaRegistry(),
                "--connect",
                stack.addresses().connect().toString()));
        return RanCommand.run(line);
    }
}
