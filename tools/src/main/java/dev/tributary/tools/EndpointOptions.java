package dev.tributary.tools;

import dev.tributary.tools.view.ViewApi;
import java.io.IOException;
import java.io.Reader;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * The options that say where the servers are: an option, else the client configuration file, else a variable of the
 * environment ({@code TRIBUTARY_…}), else the endpoints file.
 */
public final class EndpointOptions {

    static final String ENVIRONMENT = "TRIBUTARY_ENDPOINTS";

    /** The variable with the token that the HTTP API asks for; the application has it under the same name. */
    public static final String TOKEN = "TRIBUTARY_HTTP_TOKEN";

    /** The variable with the JDBC URL of the reporting database. */
    public static final String REPORTING = "TRIBUTARY_REPORTING_URL";

    private static final String KAFKA = "TRIBUTARY_BOOTSTRAP_SERVERS";
    private static final String REGISTRY = "TRIBUTARY_SCHEMA_REGISTRY_URL";
    private static final String POSTGRES = "TRIBUTARY_POSTGRES_URL";
    private static final String HTTP = "TRIBUTARY_HTTP_URL";
    private static final String CONNECT = "TRIBUTARY_CONNECT_URL";

    @Option(
            names = "--endpoints",
            paramLabel = "FILE",
            description = "Where the servers are; by default $" + ENVIRONMENT + ", or .tributary/endpoints.json here,"
                    + " in a directory above, or where this program is.")
    private @Nullable Path file;

    @Option(names = "--bootstrap-servers", paramLabel = "HOST:PORT,...", description = "Kafka's address.")
    private @Nullable String bootstrapServers;

    @Option(
            names = "--schema-registry",
            paramLabel = "URL",
            description = "Base URL of a schema registry that answers Confluent's REST API.")
    private @Nullable String schemaRegistry;

    @Option(
            names = "--postgres",
            paramLabel = "JDBC_URL",
            description = "The database, with user; the password is better left to ~/.pgpass.")
    private @Nullable String postgres;

    @Option(names = "--connect", paramLabel = "URL", description = "Base URL of Kafka Connect's REST API.")
    private @Nullable String connect;

    @Option(names = "--http", paramLabel = "URL", description = "Base URL of the application's HTTP API.")
    private @Nullable String http;

    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            description = "Holds the token that the HTTP API asks for; by default $" + TOKEN + ".")
    private @Nullable Path tokenFile;

    @Option(
            names = "--client-config",
            paramLabel = "FILE",
            description = "Properties for the clients of Kafka and of the schema registry: TLS, SASL, authentication.")
    private @Nullable Path clientConfig;

    private final Path directory;
    private final Map<String, String> environment;
    private @Nullable Endpoints loaded;

    public EndpointOptions() {
        this(Path.of("").toAbsolutePath(), System.getenv());
    }

    EndpointOptions(Path directory, Map<String, String> environment) {
        this.directory = directory;
        this.environment = environment;
    }

    /** Settings for any client of Kafka. */
    public Map<String, Object> kafka() {
        Map<String, Object> settings = clientSettings();
        settings.put(
                "bootstrap.servers",
                address(
                        "Kafka",
                        "--bootstrap-servers",
                        KAFKA,
                        bootstrapServers,
                        (String) settings.get("bootstrap.servers"),
                        Endpoints::bootstrapServers));
        return settings;
    }

    /** Settings for a deserializer that asks the schema registry. */
    public Map<String, Object> registry() {
        Map<String, Object> settings = clientSettings();
        settings.put(
                "schema.registry.url",
                address(
                        "the schema registry",
                        "--schema-registry",
                        REGISTRY,
                        schemaRegistry,
                        (String) settings.get("schema.registry.url"),
                        Endpoints::schemaRegistry));
        return settings;
    }

    public Postgres postgres() {
        return new Postgres(address("PostgreSQL", "--postgres", POSTGRES, postgres, null, Endpoints::postgres));
    }

    /**
     * The reporting database.
     *
     * @param given its URL; if empty, it is looked up where the other addresses are
     */
    public Postgres reporting(String given) {
        return new Postgres(address(
                "the reporting database",
                "its address to --reporting",
                REPORTING,
                given.isEmpty() ? null : given,
                null,
                Endpoints::reporting));
    }

    /** The database, if it is known where it is. */
    public Optional<Postgres> postgresIfKnown() {
        return ifKnown(postgres, POSTGRES, Endpoints::postgres).map(Postgres::new);
    }

    /** The definition of the view that runs there; empty for the project's. */
    public Optional<Path> view() {
        return file(Endpoints::view);
    }

    /** The directory of the connectors that run there; empty for the project's. */
    public Optional<Path> connectors() {
        return file(Endpoints::connectors);
    }

    /** Of a pipeline that has ended nothing runs any more. */
    private Optional<Path> file(Function<Endpoints, Optional<Path>> written) {
        return isAnyServerNamed()
                ? Optional.empty()
                : locate().map(Endpoints::read)
                        .filter(endpoints -> !endpoints.isAbandoned())
                        .flatMap(written);
    }

    /** Where any other server is named, the endpoints file may be of another pipeline and says nothing of this one. */
    private Optional<String> ifKnown(
            @Nullable String option, String variable, Function<Endpoints, Optional<String>> written) {
        String given = option != null ? option : environment.get(variable);
        if (given != null) {
            return Optional.of(given);
        }
        return isAnyServerNamed() ? Optional.empty() : written.apply(endpoints());
    }

    private boolean isAnyServerNamed() {
        return Stream.of(bootstrapServers, schemaRegistry, postgres, connect, http)
                        .anyMatch(Objects::nonNull)
                || Stream.of("bootstrap.servers", "schema.registry.url").anyMatch(clientSettings()::containsKey)
                || Stream.of(KAFKA, REGISTRY, POSTGRES, CONNECT, HTTP).anyMatch(environment::containsKey);
    }

    public URI connect() {
        String url = address("Kafka Connect", "--connect", CONNECT, connect, null, Endpoints::connect);
        if (!url.matches("https?://[^/\\s]+.*")) {
            throw ToolException.usage("the address of Kafka Connect must look like http://host:port, not " + url);
        }
        return URI.create(url);
    }

    /** The HTTP API, opened; the caller closes it. */
    public ViewApi http() {
        return open(address("the application's HTTP API", "--http", HTTP, http, null, Endpoints::http));
    }

    /** Opens the HTTP API, if it is known where it is. */
    public Optional<Supplier<ViewApi>> httpIfKnown() {
        return ifKnown(http, HTTP, Endpoints::http).map(known -> () -> open(known));
    }

    private ViewApi open(String url) {
        if (!url.matches("https?://[^/\\s]+.*")) {
            throw ToolException.usage("the address of the HTTP API must look like http://host:port, not " + url);
        }
        return new ViewApi(URI.create(url), token());
    }

    private Optional<String> token() {
        if (tokenFile == null) {
            return Optional.ofNullable(environment.get(TOKEN));
        }
        try {
            return Optional.of(Files.readString(directory.resolve(tokenFile)).strip());
        } catch (IOException e) {
            throw ToolException.usage("--token-file " + tokenFile + " cannot be read: " + e.getMessage());
        }
    }

    private String address(
            String what,
            String option,
            String variable,
            @Nullable String given,
            @Nullable String configured,
            Function<Endpoints, Optional<String>> written) {
        if (given != null) {
            return given;
        }
        if (configured != null) {
            return configured;
        }
        String named = environment.get(variable);
        if (named != null) {
            return named;
        }
        return written.apply(endpoints())
                .orElseThrow(() -> ToolException.unreachable(
                        "it is not known where " + what + " is: start `./tributary demo`, or pass " + option));
    }

    private Endpoints endpoints() {
        Endpoints known = loaded;
        if (known == null) {
            known = locate().map(EndpointOptions::read).orElseGet(Endpoints::none);
            loaded = known;
        }
        return known;
    }

    /** Asking servers that are gone would take until every client's patience is at its end. */
    private static Endpoints read(Path file) {
        Endpoints endpoints = Endpoints.read(file);
        if (endpoints.isAbandoned()) {
            throw ToolException.unreachable("what " + file + " speaks of was ended together with process "
                    + endpoints.launcher().orElseThrow()
                    + ": start `./tributary demo`, or pass the addresses as options");
        }
        return endpoints;
    }

    private Optional<Path> locate() {
        String fromEnvironment = environment.get(ENVIRONMENT);
        Path named = file != null ? file : fromEnvironment != null ? Path.of(fromEnvironment) : null;
        if (named == null) {
            return ProjectFiles.find(directory, environment, Endpoints.FILE);
        }
        Path resolved = directory.resolve(named);
        if (!Files.exists(resolved)) {
            throw ToolException.unreachable(
                    resolved + " does not exist: start `./tributary demo`, or pass the addresses as options");
        }
        return Optional.of(resolved);
    }

    private Map<String, Object> clientSettings() {
        Map<String, Object> settings = new HashMap<>();
        if (clientConfig == null) {
            return settings;
        }
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(directory.resolve(clientConfig))) {
            properties.load(reader);
        } catch (IOException | IllegalArgumentException e) {
            throw ToolException.usage("--client-config " + clientConfig + " cannot be read: " + e.getMessage());
        }
        properties.stringPropertyNames().forEach(key -> settings.put(key, properties.getProperty(key)));
        return settings;
    }
}
