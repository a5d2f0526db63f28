package dev.tributary.localstack.demo;

import java.net.URI;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;

/** A JDBC URL as the one that psql takes. */
final class PsqlAddress {

    private PsqlAddress() {}

    /** @param jdbcUrl {@code jdbc:postgresql://host:port/database?user=…&password=…} */
    static String of(String jdbcUrl) {
        URI uri = URI.create(jdbcUrl.substring("jdbc:".length()));
        Map<String, String> parameters = Arrays.stream(uri.getRawQuery().split("&", -1))
                .map(pair -> pair.split("=", 2))
                .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
        return "postgresql://" + parameters.get("user") + ":" + parameters.get("password") + "@" + uri.getRawAuthority()
                + uri.getRawPath();
    }
}
