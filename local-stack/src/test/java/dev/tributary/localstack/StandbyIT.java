package dev.tributary.localstack;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tributary.localstack.HttpView.Event;
import dev.tributary.localstack.HttpView.Events;
import dev.tributary.localstack.HttpView.Reply;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** A view of its own on two instances of which each follows what the other has, and one of them that does not answer. */
@ExtendWith(LocalStackExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StandbyIT {

    private static final Duration SOON = Duration.ofSeconds(90);
    private static final int ONE = 3;
    private static final int OTHER = 4;
    private static final Map<String, String> SETTINGS = Map.of(
            "TRIBUTARY_TIERS", "view",
            "TRIBUTARY_VIEW_APPLICATION_ID", "tributary-view-with-standbys",
            "TRIBUTARY_VIEW_STANDBY_REPLICAS", "1",
            "TRIBUTARY_HTTP_TOKEN", "between us",
            "TRIBUTARY_HTTP_FORWARD_TIMEOUT_MS", "500");
    private static final String[] TOKEN = {"Authorization", "Bearer between us"};

    private final LocalStack stack;
    private final Shop shop;
    private HttpView one;
    private HttpView other;

    StandbyIT(LocalStack stack) {
        this.stack = stack;
        this.shop = new Shop(stack.addresses().postgres());
    }

    @BeforeAll
    void eachFollowsTheOther() throws Exception {
        one = new HttpView(stack.addApplication(ONE, SETTINGS));
        other = new HttpView(stack.addApplication(OTHER, SETTINGS));
        Await.until(
                () -> "they do not follow each other",
                SOON,
                () -> of(one, "active") == 2
                        && of(one, "standby") == 2
                        && of(other, "active") == 2
                        && of(other, "standby") == 2);
    }

    @AfterAll
    void stop() throws Exception {
        stack.removeApplication(OTHER);
        stack.removeApplication(ONE);
    }

    @Test
    void aStandbyAnswersForAnOwnerThatDoesNotIfThatIsAccepted() throws Exception {
        long user = shop.user("Stale");
        List<Long> orders = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            orders.add(shop.order(user, "followed " + i));
        }
        for (long order : orders) {
            Await.until(() -> "order " + order + " does not come", SOON, () -> status(one, order, "") == 200);
            Await.until(() -> "order " + order + " does not come", SOON, () -> status(other, order, "") == 200);
        }
        ServerProcess silent = stack.process(new ServerName(Part.APPLICATION, OTHER));
        silent.pause();
        try {
            assertThat(statuses(orders, "")).containsOnly(200, 503).contains(503);
            Await.until(
                    () -> "no standby answers",
                    SOON,
                    () -> statuses(orders, "?stale=allow").stream().allMatch(status -> status == 200));
            Reply page = one.get("users/" + user + "/orders?stale=allow", TOKEN);
            assertThat(page.status()).isEqualTo(200);
            assertThat(page.body().get("orders")).hasSize(16);
        } finally {
            silent.resume();
        }
        for (long order : orders) {
            Await.until(() -> "order " + order + " is not answered", SOON, () -> {
                int status = status(other, order, "");
                assertThat(status).isIn(200, 503);
                return status == 200;
            });
        }
    }

    /** Each gives out ids of how far it has read itself: behind the last record, too, where there are only markers. */
    @Test
    void aStreamIsResumedOnTheOtherThoughNothingHasComeSince() throws Exception {
        long order = shop.order(shop.user("Quiet"), "the last for a while");
        one.awaitUser(order, TOKEN);
        for (HttpView at : List.of(other, one)) {
            HttpView then = at == one ? other : one;
            String id;
            try (Events events = at.follow("orders/stream", TOKEN)) {
                id = events.nextNamed("live").id();
            }
            String[] headers = {TOKEN[0], TOKEN[1], "Last-Event-ID", id};
            try (Events events = then.follow("orders/stream", headers)) {
                Event live = events.next();
                assertThat(live.name()).isEqualTo("live");
                assertThat(live.id()).isNotEmpty();
            }
        }
    }

    @Test
    void nobodyIsAnsweredWithoutTheToken() throws Exception {
        assertThat(one.get("orders/1").status()).isEqualTo(401);
        assertThat(one.get("internal/orders/1").status()).isEqualTo(401);
        assertThat(one.get("health/live").status()).isEqualTo(200);
    }

    private List<Integer> statuses(List<Long> orders, String query) throws IOException, InterruptedException {
        List<Integer> statuses = new ArrayList<>();
        for (long order : orders) {
            statuses.add(status(one, order, query));
        }
        return statuses;
    }

    private static int status(HttpView view, long order, String query) throws IOException, InterruptedException {
        return view.get("orders/" + order + query, TOKEN).status();
    }

    private static long of(HttpView view, String role) throws IOException, InterruptedException {
        JsonNode partitions = view.get("instances", TOKEN).body().at("/instances/0/partitions");
        return StreamSupport.stream(partitions.spliterator(), false)
                .filter(partition -> partition.path("role").asText().equals(role))
                .count();
    }
}
