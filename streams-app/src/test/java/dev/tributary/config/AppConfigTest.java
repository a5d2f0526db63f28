package dev.tributary.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.definition.catalogue.TableName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.types.Password;
import org.apache.kafka.streams.StreamsConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AppConfigTest {

    private static final Map<String, String> REQUIRED = Map.of(
            "TRIBUTARY_BOOTSTRAP_SERVERS",
            "one:9092,two:9092",
            "TRIBUTARY_SCHEMA_REGISTRY_URL",
            "http://registry:8081");

    @TempDir
    private Path folder;

    /** The topics of a view are called as its tables and it. */
    @Test
    void takesTheTopicsFromTheView() throws IOException {
        Path sql = folder.resolve("tickets.sql");
        Files.writeString(sql, """
                CREATE VIEW tickets AS
                SELECT t.no, t.agent, a AS who FROM help.tickets t LEFT JOIN agents a ON a.code = t.agent""");
        Map<String, String> environment = new HashMap<>(REQUIRED);
        environment.put("TRIBUTARY_VIEW", sql.toString());
        assertThatThrownBy(() -> AppConfig.load(null, environment))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("has no contract")
                .hasMessageContaining("./tributary view contract " + sql);

        Files.writeString(folder.resolve("tickets.avsc"), """
                {"type": "record", "name": "Ticket", "fields": [
                  {"name": "no", "type": "long"},
                  {"name": "agent", "type": ["null", "long"], "default": null},
                  {"name": "who", "type": ["null", {"type": "record", "name": "Who", "fields": [
                    {"name": "code", "type": "long"}]}], "default": null},
                  {"name": "t_lsn", "type": "long"}, {"name": "t_committed_at", "type": "long"},
                  {"name": "who_lsn", "type": ["null", "long"]}, {"name": "who_committed_at", "type": ["null", "long"]}]}""");
        AppConfig config = AppConfig.load(null, environment);
        assertThat(config.getString(AppConfig.ORDERS_TOPIC)).isEqualTo("cdc.help.tickets");
        assertThat(config.referencedTopics())
                .containsExactly(
                        new AppConfig.ReferencedTopic(new TableName("public", "agents"), "cdc.public.agents", 4));
        assertThat(config.getString(AppConfig.ENRICHED_TOPIC)).isEqualTo("tickets");

        environment.put("TRIBUTARY_TOPIC_ORDERS", "mine");
        assertThat(AppConfig.load(null, environment).getString(AppConfig.ORDERS_TOPIC))
                .isEqualTo("mine");

        Files.writeString(sql, "CREATE VIEW tickets AS SELECT count(*) FROM tickets");
        assertThatThrownBy(() -> AppConfig.load(null, environment))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(sql + ": line 1:");
        environment.put("TRIBUTARY_VIEW", folder.resolve("none.sql").toString());
        assertThatThrownBy(() -> AppConfig.load(null, environment))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("none.sql cannot be read");
    }

    /** A topic is read once: a table that is joined to itself has one. */
    @Test
    void takesTheTopicOfATableThatIsJoinedToItselfFromTheBaseTable(@TempDir Path folder) throws IOException {
        Path sql = Files.writeString(
                folder.resolve("v.sql"),
                "CREATE VIEW staff AS SELECT e.id, e.boss, b AS b FROM staff e LEFT JOIN staff b ON b.id = e.boss");
        Files.writeString(folder.resolve("v.avsc"), """
                {"type": "record", "name": "Staff", "fields": [
                  {"name": "id", "type": "long"},
                  {"name": "boss", "type": ["null", "long"], "default": null},
                  {"name": "b", "type": ["null", {"type": "record", "name": "B", "fields": [
                    {"name": "id", "type": "long"}]}], "default": null},
                  {"name": "e_lsn", "type": "long"}, {"name": "e_committed_at", "type": "long"},
                  {"name": "b_lsn", "type": ["null", "long"]}, {"name": "b_committed_at", "type": ["null", "long"]}]}""");
        Map<String, String> environment = new HashMap<>(REQUIRED);
        environment.put("TRIBUTARY_VIEW", sql.toString());
        environment.put("TRIBUTARY_TOPIC_ORDERS", "other.staff");
        assertThat(AppConfig.load(null, environment).referencedTopics())
                .extracting(AppConfig.ReferencedTopic::changes)
                .containsExactly("other.staff");

        environment.put("TRIBUTARY_TOPIC_USERS", "cdc.public.staff");
        assertThatThrownBy(() -> AppConfig.load(null, environment))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("cdc.public.staff for table public.staff")
                .hasMessageContaining("other.staff");
        assertThatThrownBy(() -> AppConfig.load(null, with("TRIBUTARY_TOPIC_USERS", "cdc.public.orders")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("each table has a topic of its own");
    }

    @Test
    void hasTheseKeysAndDefaults() {
        AppConfig config = AppConfig.load(null, REQUIRED);

        assertThat(new HashMap<>(config.values()))
                .isEqualTo(Map.ofEntries(
                        Map.entry("bootstrap.servers", List.of("one:9092", "two:9092")),
                        Map.entry("schema.registry.url", List.of("http://registry:8081")),
                        Map.entry("tributary.view", ""),
                        Map.entry("tributary.topic.users", List.of("cdc.public.users")),
                        Map.entry("tributary.topic.users.partitions", List.of("4")),
                        Map.entry("tributary.topic.orders", "cdc.public.orders"),
                        Map.entry("tributary.topic.orders.partitions", 4),
                        Map.entry("tributary.topic.enriched", "enriched-orders"),
                        Map.entry("tributary.topic.enriched.partitions", 4),
                        Map.entry("tributary.topic.dead.letters", "tributary.dead-letters"),
                        Map.entry("tributary.profile", "balanced"),
                        Map.entry("tributary.topics.replication.factor", (short) -1),
                        Map.entry("tributary.enrich.application.id", "tributary-enrich"),
                        Map.entry("tributary.tiers", List.of("enrich", "view")),
                        Map.entry("tributary.view.application.id", "tributary-view"),
                        Map.entry("tributary.view.threads", 1),
                        Map.entry("tributary.view.standby.replicas", 0),
                        Map.entry("tributary.http.host", "127.0.0.1"),
                        Map.entry("tributary.http.port", 8080),
                        Map.entry("tributary.http.advertised", ""),
                        Map.entry("tributary.http.token", new Password("")),
                        Map.entry("tributary.http.tls.keystore", ""),
                        Map.entry("tributary.http.tls.keystore.password", new Password("")),
                        Map.entry("tributary.http.max.requests", 256),
                        Map.entry("tributary.http.max.waiting", 1_024),
                        Map.entry("tributary.http.max.streams", 256),
                        Map.entry("tributary.http.max.forwarded", 64),
                        Map.entry("tributary.http.forward.timeout.ms", 2_000L),
                        Map.entry("tributary.deleted.retention.ms", 604_800_000L),
                        Map.entry("tributary.rocksdb.memory.bytes", 134_217_728L),
                        Map.entry("tributary.shutdown.timeout.ms", 10_000L)));
    }

    @Test
    void readsAFileAndLetsTheEnvironmentWin() throws IOException {
        Path file = write("""
                bootstrap.servers=file:9092
                schema.registry.url=http://file:8081
                tributary.topic.users=file.users
                tributary.topic.orders=file.orders
                """);
        Map<String, String> environment = Map.of("TRIBUTARY_TOPIC_USERS", "environment.users", "PATH", "/bin");

        AppConfig config = AppConfig.load(file, environment);

        assertThat(config.referencedTopics())
                .extracting(AppConfig.ReferencedTopic::changes)
                .containsExactly("environment.users");
        assertThat(config.getString(AppConfig.ORDERS_TOPIC)).isEqualTo("file.orders");
    }

    @Test
    void passesKafkasAndTheRegistryClientsKeysThroughAndKeepsItsOwn() {
        Map<String, String> environment = with(
                "TRIBUTARY_PRODUCER_LINGER_MS", "7",
                "TRIBUTARY_MAIN_CONSUMER_MAX_POLL_RECORDS", "42",
                "TRIBUTARY_STATE_DIR", "/state",
                "TRIBUTARY_SECURITY_PROTOCOL", "SSL",
                "TRIBUTARY_BASIC_AUTH_USER_INFO", "me:secret",
                "TRIBUTARY_SCHEMA_REGISTRY_SSL_TRUSTSTORE_LOCATION", "/ca.pem",
                "TRIBUTARY_TOPIC_ORDERS", "mine");

        assertThat(AppConfig.load(null, environment).passedThrough())
                .containsEntry("producer.linger.ms", "7")
                .containsEntry("main.consumer.max.poll.records", "42")
                .containsEntry("state.dir", "/state")
                .containsEntry("security.protocol", "SSL")
                .containsEntry("basic.auth.user.info", "me:secret")
                .containsEntry("schema.registry.ssl.truststore.location", "/ca.pem")
                .containsEntry("bootstrap.servers", "one:9092,two:9092")
                .doesNotContainKey("tributary.topic.orders");
    }

    @Test
    void takesSecretsFromWhereTheyAreKept() throws IOException {
        Path secrets = folder.resolve("kafka.properties");
        Files.writeString(secrets, "password=hidden\n");

        AppConfig config = AppConfig.load(null, with("TRIBUTARY_SSL_KEY_PASSWORD", "${file:" + secrets + ":password}"));

        assertThat(config.passedThrough()).containsEntry("ssl.key.password", "hidden");
    }

    @Test
    void refusesAKeyItDoesNotKnowAndNamesTheNearest() throws IOException {
        Path file = write("tributary.topic.order=x\n");

        assertThatThrownBy(() -> AppConfig.load(file, REQUIRED))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("tributary.topic.order ")
                .hasMessageContaining(file.toString())
                .hasMessageContaining("did you mean tributary.topic.orders?");
    }

    @Test
    void refusesAVariableItDoesNotKnow() {
        assertThatThrownBy(() -> AppConfig.load(null, with("TRIBUTARY_BOOTSTRAP_SERVER", "x")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("TRIBUTARY_BOOTSTRAP_SERVER ")
                .hasMessageContaining("did you mean TRIBUTARY_BOOTSTRAP_SERVERS?");
    }

    @ParameterizedTest
    @CsvSource({
        "TRIBUTARY_TIER, TRIBUTARY_TIERS",
        "TRIBUTARY_PROFIL, TRIBUTARY_PROFILE",
        "TRIBUTARY_STAT_DIR, TRIBUTARY_STATE_DIR",
        "TRIBUTARY_HTTP_PROT, TRIBUTARY_HTTP_PORT",
        "TRIBUTARY_SCHEMA_REGISTRY, TRIBUTARY_SCHEMA_REGISTRY_URL",
        "TRIBUTARY_HTTP_PORT_NUMBER, TRIBUTARY_HTTP_PORT",
        "TRIBUTARY_POSTGRES_ULR, TRIBUTARY_POSTGRES_URL"
    })
    void refusesAVariableThatLooksMistyped(String variable, String meant) {
        assertThatThrownBy(() -> AppConfig.load(null, with(variable, "x")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(variable + " ")
                .hasMessageContaining("did you mean " + meant + "?");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "_HTTP",
                "_VIEW",
                "_CONNECT",
                "_REGISTRY",
                "_POSTGRES",
                "_KAFKA",
                "_SCHEMA_REGISTRY",
                "_STATE",
                "_BOOTSTRAP_SERVERS"
            })
    void ignoresWhatKubernetesSetsForAService(String service) {
        String name = "TRIBUTARY" + service;
        Map<String, String> environment = with(
                name + "_SERVICE_HOST", "10.0.0.1",
                name + "_SERVICE_PORT", "8080",
                name + "_SERVICE_PORT_HTTP", "8080",
                name + "_PORT", "tcp://10.0.0.1:8080",
                name + "_PORT_8080_TCP", "tcp://10.0.0.1:8080",
                name + "_PORT_8080_TCP_PROTO", "tcp",
                name + "_PORT_8080_TCP_PORT", "8080",
                name + "_PORT_8080_TCP_ADDR", "10.0.0.1");

        assertThat(AppConfig.load(null, environment).values())
                .isEqualTo(AppConfig.load(null, REQUIRED).values());
    }

    @Test
    void ignoresVariablesOfOtherPrograms() {
        Map<String, String> environment = with("TRIBUTARY_RELEASE", "7", "TRIBUTARY_GIT_COMMIT", "4f2a");
        IgnoredVariables.OF_OTHER_PROGRAMS.forEach(variable -> environment.put(variable, "x"));

        assertThat(AppConfig.load(null, environment).originals())
                .isEqualTo(AppConfig.load(null, REQUIRED).originals());
    }

    @Test
    void ignoresNoSetting() {
        Set<String> keys = new KnownKeys(AppConfig.DEFINITION.names()).all();

        assertThat(keys)
                .map(ConfigSources::variable)
                .noneMatch(variable -> IgnoredVariables.contains(variable, "8080"));
    }

    @Test
    void refusesAValueOutOfRangeAndNamesTheKey() {
        assertThatThrownBy(() -> AppConfig.load(null, with("TRIBUTARY_TOPIC_USERS_PARTITIONS", "0")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("tributary.topic.users.partitions");
        assertThatThrownBy(() -> AppConfig.load(null, with("TRIBUTARY_TOPIC_USERS_PARTITIONS", "4,4")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("one for each joined table: [public.users]");
        assertThatThrownBy(() -> AppConfig.load(null, with("TRIBUTARY_TOPIC_USERS", "a,b")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("tributary.topic.users")
                .hasMessageContaining("[public.users]");
        assertThatThrownBy(() -> AppConfig.load(null, with("TRIBUTARY_ROCKSDB_MEMORY_BYTES", "lots")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("tributary.rocksdb.memory.bytes");
    }

    @Test
    void saysWhichRequiredSettingIsMissingAndHowToSetIt() {
        assertThatThrownBy(() -> AppConfig.load(null, Map.of("TRIBUTARY_BOOTSTRAP_SERVERS", "one:9092")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("schema.registry.url")
                .hasMessageContaining("TRIBUTARY_SCHEMA_REGISTRY_URL");
    }

    @Test
    void refusesAFileThatIsNotThere() {
        Path missing = folder.resolve("missing.properties");

        assertThatThrownBy(() -> AppConfig.load(missing, REQUIRED))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(missing.toString());
    }

    @Test
    void refusesWhatTheGuaranteesHangOn() {
        assertThatThrownBy(() -> AppConfig.load(null, with("TRIBUTARY_PROCESSING_GUARANTEE", "at_least_once")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("exactly_once_v2");
        assertThatThrownBy(() -> AppConfig.load(null, with("TRIBUTARY_TOPOLOGY_OPTIMIZATION", "all")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("KAFKA-20416");
        assertThatThrownBy(() -> AppConfig.load(null, with("TRIBUTARY_APPLICATION_ID", "mine")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("tributary.enrich.application.id");
        assertThatThrownBy(() -> AppConfig.load(null, with("TRIBUTARY_APPLICATION_SERVER", "10.0.0.7:8080")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("tributary.http.advertised");
    }

    @Test
    void givesAClientWhatStreamsWouldGiveItsOwn() {
        Map<String, String> settings = new HashMap<>(REQUIRED);
        settings.put("TRIBUTARY_CLIENT_ID", "shop");
        settings.put("TRIBUTARY_SECURITY_PROTOCOL", "SSL");
        settings.put("TRIBUTARY_RECEIVE_BUFFER_BYTES", "1");
        settings.put("TRIBUTARY_CONSUMER_RECEIVE_BUFFER_BYTES", "2");
        settings.put("TRIBUTARY_ADMIN_RECEIVE_BUFFER_BYTES", "3");
        settings.put("TRIBUTARY_LINGER_MS", "4");

        Map<String, Object> given = AppConfig.load(null, settings)
                .clientSettings(ConsumerConfig.configNames(), StreamsConfig.CONSUMER_PREFIX, "changes");

        assertThat(given)
                .containsEntry("client.id", "shop-changes")
                .containsEntry("security.protocol", "SSL")
                .containsEntry("receive.buffer.bytes", "2")
                .doesNotContainKeys("linger.ms", "schema.registry.url", "consumer.receive.buffer.bytes");
    }

    @Test
    void readsEveryVariableAsOneKeyOnly() {
        Set<String> keys = new KnownKeys(AppConfig.DEFINITION.names()).all();
        Set<String> variables = new HashSet<>();

        assertThat(keys)
                .hasSizeGreaterThan(300)
                .allSatisfy(key -> assertThat(variables.add(ConfigSources.variable(key)))
                        .as(ConfigSources.variable(key))
                        .isTrue());
    }

    private Path write(String properties) throws IOException {
        return Files.writeString(folder.resolve("app.properties"), properties);
    }

    private static Map<String, String> with(String... variablesAndValues) {
        Map<String, String> environment = new HashMap<>(REQUIRED);
        List<String> pairs = Arrays.asList(variablesAndValues);
        for (int i = 0; i < pairs.size(); i += 2) {
            environment.put(pairs.get(i), pairs.get(i + 1));
        }
        return environment;
    }
}
