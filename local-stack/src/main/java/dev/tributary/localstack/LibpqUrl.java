package dev.tributary.localstack;

import java.net.URI;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;

/** A JDBC URL as libpq has it: psql, and the exporter of Prometheus. */
public final class LibpqUrl {

    private LibpqUrl() {}

    /**
     * With user and password.
     *
     * @param jdbcUrl {@code jdbc:postgresql://host:port/database?user=…&password=…}
     */
    public static String of(String jdbcUrl) {
        URI uri = URI.create(jdbcUrl.substring("jdbc:".length()));
        Map<String, String> parameters = Arrays.stream(uri.getRawQuery().split("&", -1))
                .map(pair -> pair.split("=", 2))
                .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
        return "postgresql://" + parameters.get("user") + ":" + parameters.get("password") + "@" + uri.getRawAuthority()
                + uri.getRawPath();
    }
}
