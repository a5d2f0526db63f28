package dev.tributary.http;

import dev.tributary.avro.SchemaRegistry;
import dev.tributary.config.AppConfig;
import dev.tributary.enrich.EnrichTier;
import dev.tributary.http.Endpoint.Access;
import dev.tributary.metrics.AppMetrics;
import dev.tributary.topics.DescribedTopic;
import dev.tributary.view.Answer;
import dev.tributary.view.ClusterView;
import dev.tributary.view.Freshness;
import dev.tributary.view.ResultRow;
import dev.tributary.view.RowQuery;
import dev.tributary.view.ViewTier;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.WebServerConfig;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http1.Http1Config;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.streams.state.HostInfo;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The HTTP API of this instance. Answers from the start, with 503 where there is nothing to answer from yet; one virtual
 * thread a connection.
 */
public final class HttpApi implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(HttpApi.class);

    private static final int MOST_BODY_BYTES = 1_024;

    /** Of the first line: two of the longest keys (4,096 bytes), each byte as three characters. */
    private static final int MOST_LINE_BYTES = 32 << 10;

    private static final Duration IDLE = Duration.ofMinutes(2);
    private static final Duration STREAM_PATIENCE = Duration.ofSeconds(10);
    private static final Duration GRACE = Duration.ofMillis(500);

    private final AppMetrics metrics;
    private final HttpSettings settings;
    private final Optional<SSLContext> tls;
    private final WebServer server;
    private final AtomicReference<Tiers> tiers;
    private volatile @Nullable HostInfo self;
    private volatile @Nullable StreamRoute streams;

    private HttpApi(AppConfig config, AppMetrics metrics) {
        this.metrics = metrics;
        this.settings = HttpSettings.of(config);
        this.tls = settings.keystore().map(Tls::context);
        this.tiers =
                new AtomicReference<>(new Tiers(config.getList(AppConfig.TIERS).size(), null, null));
        this.server = start(settings, tls, new Routes(settings, new RequestMetrics(metrics)).of(endpoints(config)));
        HostInfo reachable = Advertised.of(settings, server.port());
        this.self = reachable;
        log.info(
                "the HTTP API listens on {}://{}:{}, and others reach it at {}",
                tls.isPresent() ? "https" : "http",
                settings.host(),
                server.port(),
                Advertised.hostAndPort(reachable));
    }

    /**
     * Listens.
     *
     * @throws ConfigException if it cannot, with what to set
     */
    public static HttpApi start(AppConfig config, AppMetrics metrics) {
        return new HttpApi(config, metrics);
    }

    /** The port that it listens on. */
    int port() {
        return server.port();
    }

    /** A tier has been started. */
    public void runs(EnrichTier enrich) {
        tiers.updateAndGet(before -> new Tiers(before.expected(), enrich, before.viewOrNull()));
    }

    /** Starts the view tier behind this API. */
    public ViewTier startView(AppConfig config, SchemaRegistry registry, DescribedTopic topic) {
        int partitions = config.getInt(AppConfig.ENRICHED_PARTITIONS);
        PositionToken tokens = new PositionToken(topic.id(), partitions);
        ResultJson json = new ResultJson(registry, config.getString(AppConfig.ENRICHED_TOPIC), config.view());
        HttpPeers peers =
                new HttpPeers(settings, tls, tokens, partitions, config.view().keyType());
        Supplier<ChangeReader> readers = () -> ChangeReader.open(config, registry, json, tokens);
        ViewTier tier = ViewTier.start(config, registry, self(), topic, peers, metrics);
        ChangeFeed feed = new ChangeFeed(readers, tier::readerLease, partitions);
        View view = new View(tier, json, tokens, feed, peers);
        streams = new StreamRoute(
                new StreamSources(feed, pages(tier.cluster()), readers, json, tokens, STREAM_PATIENCE),
                topic.deletionsKept());
        tiers.updateAndGet(before -> new Tiers(before.expected(), before.enrichOrNull(), view));
        return tier;
    }

    private static PresentState.Pages pages(ClusterView view) {
        return new PresentState.Pages() {
            @Override
            public Answer<List<ResultRow>> rows(RowQuery query, Freshness freshness) throws InterruptedException {
                return view.rows(query, freshness);
            }

            @Override
            public void await(Freshness freshness) throws InterruptedException {
                view.await(freshness);
            }
        };
    }

    /** Stops listening; ends live streams. The tiers are not stopped by this. */
    @Override
    public void close() {
        @Nullable StreamRoute running = streams;
        if (running != null) {
            running.close();
        }
        server.stop();
        tiers.get().view().ifPresent(view -> {
            view.feed().close();
            view.peers().close();
        });
    }

    private View view() {
        return tiers.get().view().orElseThrow(HttpApi::starting);
    }

    private List<Endpoint> endpoints(AppConfig config) {
        boolean withView = config.runs(ViewTier.NAME);
        ResourceNames names = ResourceNames.of(config.view());
        InstanceStatus status =
                new InstanceStatus(config.view(), config.getString(AppConfig.ENRICHED_TOPIC), this::self, tiers::get);
        List<Endpoint> endpoints = new ArrayList<>();
        if (withView) {
            endpoints.add(StreamRoute.endpoint(names, this::streams));
            endpoints.addAll(new ResultRoutes(names, this::view).endpoints());
            endpoints.addAll(new InternalRoutes(this::view, status, config.view()).endpoints());
        }
        endpoints.addAll(new StatusRoutes(tiers::get, status).endpoints());
        if (withView) {
            endpoints.add(fixed(
                    "/", "getPage", "A page that shows the view live", "text/html", Page.of(config.view(), names)));
        }
        // The contract has itself in it.
        endpoints.add(fixed("/openapi.json", "getContract", "This contract", "application/json", new byte[0]));
        byte[] contract = OpenApi.document(
                endpoints, names, config.view().schema(), settings.token().isPresent());
        endpoints.set(
                endpoints.size() - 1,
                fixed("/openapi.json", "getContract", "This contract", "application/json", contract));
        return endpoints;
    }

    private StreamRoute streams() {
        @Nullable StreamRoute running = streams;
        if (running == null) {
            throw starting();
        }
        return running;
    }

    private HostInfo self() {
        @Nullable HostInfo known = self;
        if (known == null) {
            throw starting();
        }
        return known;
    }

    private static ProblemException starting() {
        return new ProblemException(
                Problem.unavailable("not-ready", "this instance is starting: it waits for its servers"));
    }

    private static Endpoint fixed(String path, String operation, String summary, String type, byte[] content) {
        return new Endpoint(
                path,
                operation,
                summary,
                Access.OPEN,
                List.of(),
                Map.of(),
                List.of(),
                (request, response) -> Responses.send(request, response, type + "; charset=utf-8", content));
    }

    private static WebServer start(HttpSettings settings, Optional<SSLContext> tls, HttpRouting.Builder routing) {
        WebServer server = server(settings, tls).routing(routing).build().start();
        // It says in its log that it could not, and goes on.
        if (!server.isRunning()) {
            throw new ConfigException("cannot listen on " + settings.host() + ":" + settings.port()
                    + ": is something else listening there? Set tributary.http.host and tributary.http.port");
        }
        return server;
    }

    static WebServerConfig.Builder server(HttpSettings settings, Optional<SSLContext> tls) {
        return WebServer.builder()
                .host(settings.host())
                .port(settings.port())
                .shutdownHook(false)
                .shutdownGracePeriod(GRACE)
                .maxPayloadSize(MOST_BODY_BYTES)
                .addProtocol(
                        Http1Config.builder().maxPrologueLength(MOST_LINE_BYTES).build())
                .idleConnectionTimeout(IDLE)
                .connectionOptions(options -> options.tcpNoDelay(true))
                .directHandlers(Failures.directHandlers())
                .update(builder -> tls.ifPresent(context -> builder.tls(security -> security.sslContext(context))));
    }
}
