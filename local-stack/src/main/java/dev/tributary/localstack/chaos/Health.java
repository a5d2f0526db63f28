package dev.tributary.localstack.chaos;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** What an instance says of itself. */
final class Health {

    private static final HttpClient CLIENT = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(2))
            .build();

    private Health() {}

    static boolean isReady(URI instance) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(instance.resolve("/health/ready"))
                .timeout(Duration.ofSeconds(5))
                .build();
        return CLIENT.send(request, BodyHandlers.discarding()).statusCode() == 200;
    }
}
