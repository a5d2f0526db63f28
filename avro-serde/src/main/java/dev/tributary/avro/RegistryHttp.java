package dev.tributary.avro;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.common.errors.InterruptException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Requests to the registry: time limits, failover from one URL to the next, and retries with back-off when all of them
 * failed. Any answer that another try would not change is returned, whatever its status.
 */
final class RegistryHttp implements AutoCloseable {

    /** What a caller gets to judge: an answer below 500 that is not 408 or 429. */
    record Answer(URI url, int status, String body) {}

    private static final Logger LOG = LoggerFactory.getLogger(RegistryHttp.class);
    private static final String MEDIA_TYPE = "application/vnd.schemaregistry.v1+json";

    private final RegistrySettings settings;
    private final Backoff backoff;
    private final HttpClient client;

    /** Index of the URL that answered last. */
    private final AtomicInteger preferred = new AtomicInteger();

    RegistryHttp(RegistrySettings settings) {
        this.settings = settings;
        this.backoff = new Backoff(settings.retryWait(), settings.maxRetryWait());
        HttpClient.Builder builder = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(settings.connectTimeout())
                // A redirect could carry the credentials to another host.
                .followRedirects(HttpClient.Redirect.NEVER)
                .executor(Executors.newVirtualThreadPerTaskExecutor());
        RegistryTls.context(settings.tls()).ifPresent(builder::sslContext);
        this.client = builder.build();
    }

    Answer get(String path) {
        return send(path, HttpRequest.newBuilder().GET());
    }

    Answer post(String path, String json) {
        return send(
                path,
                HttpRequest.newBuilder()
                        .header("Content-Type", MEDIA_TYPE)
                        .POST(HttpRequest.BodyPublishers.ofString(json)));
    }

    @Override
    public void close() {
        client.shutdownNow();
    }

    private Answer send(String path, HttpRequest.Builder request) {
        for (int retry = 0; ; retry++) {
            try {
                return tryEach(path, request);
            } catch (NoAnswer e) {
                if (retry == settings.maxRetries()) {
                    throw new SchemaRegistryUnavailableException(
                            "The schema registry did not answer, tried %d times: %s; check %s and the registry itself"
                                    .formatted(retry + 1, e.getMessage(), AvroSerdeConfig.URL),
                            e);
                }
                Duration wait = backoff.before(retry);
                LOG.warn("Schema registry: {}; trying again in {} ms", e.getMessage(), wait.toMillis());
                pause(wait);
            }
        }
    }

    private Answer tryEach(String path, HttpRequest.Builder request) throws NoAnswer {
        List<Endpoint> endpoints = settings.endpoints();
        int first = preferred.get();
        StringBuilder failures = new StringBuilder();
        for (int i = 0; i < endpoints.size(); i++) {
            int index = (first + i) % endpoints.size();
            try {
                Answer answer = trySending(endpoints.get(index), path, request);
                preferred.set(index);
                return answer;
            } catch (NoAnswer e) {
                failures.append(failures.isEmpty() ? "" : "; ").append(e.getMessage());
            }
        }
        throw new NoAnswer(failures.toString());
    }

    private Answer trySending(Endpoint endpoint, String path, HttpRequest.Builder shared) throws NoAnswer {
        URI url = endpoint.at(path);
        HttpRequest.Builder request = shared.copy().uri(url).header("Accept", MEDIA_TYPE + ", application/json");
        endpoint.authorization().ifPresent(secret -> request.header("Authorization", secret.value()));
        CompletableFuture<HttpResponse<String>> pending = client.sendAsync(request.build(), info -> new BoundedBody());
        Duration limit = settings.connectTimeout().plus(settings.readTimeout());
        try {
            // One limit for the whole exchange: the client's own would end with the headers.
            HttpResponse<String> response = pending.get(limit.toMillis(), TimeUnit.MILLISECONDS);
            int status = response.statusCode();
            if (status >= 500 || status == 408 || status == 429) {
                throw new NoAnswer(url + " answered " + status);
            }
            return new Answer(url, status, response.body());
        } catch (TimeoutException e) {
            pending.cancel(true);
            throw new NoAnswer(url + " did not answer within " + limit.toMillis() + " ms");
        } catch (InterruptedException e) {
            pending.cancel(true);
            throw new InterruptException(e);
        } catch (ExecutionException e) {
            throw failed(url, e.getCause() == null ? e : e.getCause());
        }
    }

    private static NoAnswer failed(URI url, Throwable cause) {
        for (Throwable t = cause; t != null; t = t.getCause()) {
            if (t instanceof CertificateException) {
                throw new SchemaRegistryException(
                        "%s: its certificate is not accepted (%s); check %sssl.truststore.*"
                                .formatted(url, t.getMessage(), AvroSerdeConfig.NAMESPACE),
                        cause);
            }
        }
        String reason = cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
        return new NoAnswer(url + " failed: " + reason);
    }

    private static void pause(Duration wait) {
        try {
            Thread.sleep(wait);
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }

    /** Nothing that could be judged: worth another URL, or another try. */
    private static final class NoAnswer extends IOException {
        NoAnswer(String message) {
            super(message);
        }
    }
}
