package dev.tributary.localstack;

import java.net.URI;
import java.util.List;

/**
 * Where the parts of a running stack are.
 *
 * @param postgres JDBC URL of the shop's database with user and password: a secret
 * @param bootstrapServers of Kafka
 * @param schemaRegistry base of Confluent's REST API
 * @param connect base of Kafka Connect's REST API
 * @param http base of the HTTP API of each instance of the application
 */
public record Addresses(String postgres, String bootstrapServers, String schemaRegistry, URI connect, List<URI> http) {

    /** Without the password. */
    @Override
    public String toString() {
        return "Addresses[postgres=" + postgres.replaceFirst("\\?.*", "") + ", bootstrapServers=" + bootstrapServers
                + ", schemaRegistry=" + schemaRegistry + ", connect=" + connect + ", http=" + http + "]";
    }
}
