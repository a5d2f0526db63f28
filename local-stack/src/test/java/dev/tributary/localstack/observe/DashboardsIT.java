package dev.tributary.localstack.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.localstack.Await;
import dev.tributary.localstack.LocalStack;
import dev.tributary.localstack.LocalStackOptions;
import dev.tributary.localstack.Part;
import dev.tributary.localstack.observe.Dashboard.Question;
import dev.tributary.tools.Postgres;
import dev.tributary.tools.generate.Generator;
import dev.tributary.tools.generate.GeneratorSettings;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the dashboards and alerts ask for, asked of a Prometheus beside a running pipeline: first while all is well, then while
 * something is not. Needs Prometheus and its exporter for PostgreSQL.
 */
@Tag("observability")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class DashboardsIT {

    private static final Duration SOON = Duration.ofMinutes(3);
    private static final int SCRAPE_SECONDS = 2;
    private static final int MOST_SERIES = 600;
    private static final int TARGETS = 7;

    @TempDir
    private static Path folder;

    private final HttpClient client = HttpClient.newHttpClient();
    private final AtomicBoolean over = new AtomicBoolean();
    private LocalStack stack;
    private Prometheus prometheus;
    private Generator generator;
    private Thread reader;
    private PromQl promQl;

    @BeforeAll
    void start() throws Exception {
        stack = LocalStack.start(
                LocalStackOptions.forTests(folder).withMetrics().withReporting());
        prometheus = Prometheus.start(stack, SCRAPE_SECONDS);
        promQl = new PromQl(prometheus.address());
        generator = new Generator(
                new Postgres(stack.addresses().postgres()),
                GeneratorSettings.defaults().withRate(50),
                line -> {});
        generator.start();
        reader = Thread.startVirtualThread(this::read);
    }

    @AfterAll
    void stop() throws Exception {
        over.set(true);
        if (reader != null) {
            reader.join();
        }
        if (generator != null) {
            generator.close();
        }
        if (prometheus != null) {
            prometheus.close();
        }
        if (stack != null) {
            stack.close();
        }
    }

    @Test
    @Order(1)
    void everyQuestionOfEveryDashboardHasAnAnswer() throws Exception {
        assertThat(prometheus.hasDatabase())
                .as("prometheus-postgres-exporter is installed")
                .isTrue();
        Map<String, String> complaints = new TreeMap<>();
        Await.until(complaints::toString, SOON, () -> {
            complaints.clear();
            for (Dashboard dashboard : Dashboard.all()) {
                for (Question question : dashboard.questions()) {
                    String complaint = promQl.complaint(question, dashboard.variables());
                    if (!complaint.isEmpty()) {
                        complaints.put(question.toString(), complaint);
                    }
                }
            }
            return complaints.isEmpty();
        });
    }

    @Test
    @Order(2)
    void nothingAlertsWhileAllIsWell() throws Exception {
        Await.until(
                () -> "rules are not evaluated",
                SOON,
                () -> promQl.values("ALERTS{alertname=\"Watchdog\"}").size() == 1);
        assertThat(promQl.values("ALERTS{alertname!=\"Watchdog\",alertstate=\"firing\"}"))
                .isEmpty();
    }

    @Test
    @Order(3)
    void aScrapeIsSmall() throws Exception {
        awaitMoved("count(scrape_samples_scraped > 0) == " + TARGETS);
        assertThat(promQl.values("scrape_samples_scraped > " + MOST_SERIES)).isEmpty();
    }

    @Test
    @Order(4)
    void aRecordThatCannotBeReadIsCounted() throws Exception {
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", stack.addresses().bootstrapServers()),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>("cdc.public.orders", new byte[8], new byte[] {1, 2, 3}))
                    .get();
        }

        awaitMoved("sum(tributary_dead_letters_total) > 0");
        awaitMoved("ALERTS{alertname=\"DeadLetters\",alertstate=\"firing\"}");
    }

    @Test
    @Order(5)
    void aPausedConnectorShows() throws Exception {
        connector("pause");
        try {
            awaitMoved("kafka_connect_connector_status{status=\"paused\"} == 1");
            awaitMoved("ALERTS{alertname=\"ConnectorNotRunning\"}");
            awaitMoved("sum(rate(kafka_connect_source_record_write_total[10s])) == 0");
        } finally {
            connector("resume");
        }
        awaitMoved("sum(rate(kafka_connect_source_record_write_total[10s])) > 0");
    }

    @Test
    @Order(6)
    void aDeadApplicationShowsThoughItSaysNothing() throws Exception {
        stack.process(Part.APPLICATION).kill();
        try {
            awaitMoved("up{job=\"application\"} == 0");
            awaitMoved("tributary_group_members{group=\"tributary-view\"} == 0");
            awaitMoved("sum(tributary_group_lag_offsets{group=\"tributary-enrich\"}) > 100");
            awaitMoved("ALERTS{alertname=\"TargetDown\"}");
            awaitMoved("ALERTS{alertname=\"GroupWithoutMembers\"}");
        } finally {
            stack.process(Part.APPLICATION).restart(SOON);
        }
        awaitMoved("sum(tributary_view_partitions{role=\"active\"}) == 4");
    }

    @Test
    @Order(7)
    void aDatabaseThatIsAwayShows() throws Exception {
        stack.process(Part.POSTGRES).kill();
        try {
            awaitMoved("pg_up == 0");
            awaitMoved("(sum(rate(kafka_connect_source_record_write_total[10s])) or vector(0)) == 0");
        } finally {
            stack.process(Part.POSTGRES).restart(SOON);
        }
        stack.awaitCapturing(SOON);
        awaitMoved("sum(rate(kafka_connect_source_record_write_total[10s])) > 0");
    }

    @Test
    @Order(8)
    void changesThatAreLateBurnTheBudget() throws Exception {
        List<Double> captured = promQl.values("sum(debezium_events_seen_total{context=\"streaming\"})");
        double late = 0.3 * captured.getFirst();
        stack.process(Part.APPLICATION).pause();
        try {
            awaitMoved("sum(tributary_group_lag_offsets{group=\"tributary-enrich\"}) > " + late);
        } finally {
            stack.process(Part.APPLICATION).resume();
        }
        awaitMoved("tributary:latency_errors:ratio_rate5m > 14.4 * 0.01");
        awaitMoved("ALERTS{alertname=\"LatencyBudgetBurn\"}");
    }

    @Test
    @Order(9)
    void aDeadBrokerShows() throws Exception {
        stack.process(Part.KAFKA).kill();
        try {
            awaitMoved("up{job=\"kafka\"} == 0");
            awaitMoved("absent(kafka_controller_active_controllers)");
            awaitMoved("ALERTS{alertname=\"TargetDown\",job=\"kafka\"}");
        } finally {
            stack.process(Part.KAFKA).restart(SOON);
        }
        awaitMoved("sum(kafka_controller_active_controllers) == 1");
    }

    @Test
    @Order(10)
    void whatHappenedIsMarkedOnEveryDashboard() throws Exception {
        stack.process(Part.CONNECT).restart(SOON);
        for (Dashboard dashboard : Dashboard.all()) {
            for (String expression : dashboard.annotations()) {
                awaitMoved("last_over_time((" + expression + ")[15m:2s])");
            }
        }
    }

    /** By now everything has happened that some panels say 0 about while it has not. */
    @Test
    @Order(11)
    void noMetricHidesBehindAZero() throws Exception {
        Map<String, String> complaints = new TreeMap<>();
        for (Dashboard dashboard : Dashboard.all()) {
            for (Question question : dashboard.questions()) {
                if (question.hasFallback()) {
                    String complaint = promQl.complaint(question.withoutFallback(), dashboard.variables());
                    if (!complaint.isEmpty()) {
                        complaints.put(question.toString(), complaint);
                    }
                }
            }
        }
        assertThat(complaints).isEmpty();
    }

    private void awaitMoved(String expression) throws Exception {
        List<Double> last = new ArrayList<>();
        Await.until(() -> expression + " stays empty", SOON, () -> {
            last.clear();
            last.addAll(promQl.values(expression));
            return !last.isEmpty();
        });
    }

    private void connector(String verb) throws Exception {
        HttpResponse<String> response = client.send(
                HttpRequest.newBuilder(stack.addresses().connect().resolve("/connectors/tributary-source/" + verb))
                        .PUT(HttpRequest.BodyPublishers.noBody())
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(response.statusCode()).as(response.body()).isEqualTo(202);
    }

    /** Somebody asks, so that there is something to show. */
    private void read() {
        List<String> paths = List.of("orders?limit=10", "orders/1", "users/1/orders", "instances", "orders/99999999");
        for (int i = 0; !over.get(); i = (i + 1) % paths.size()) {
            try {
                HttpResponse<Void> unused = client.send(
                        HttpRequest.newBuilder(
                                        stack.addresses().http().getFirst().resolve(paths.get(i)))
                                .timeout(Duration.ofSeconds(5))
                                .build(),
                        HttpResponse.BodyHandlers.discarding());
            } catch (java.io.IOException e) {
                // It is away for a while.
            } catch (InterruptedException e) {
                return;
            }
        }
    }
}
