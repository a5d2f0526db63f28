package dev.tributary.avro;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.types.Password;

/**
 * One base URL of the registry.
 *
 * @param base          without user information, query or trailing slash; safe to print
 * @param authorization the whole value of the header
 */
record Endpoint(URI base, Optional<Password> authorization) {

    /** @param path starts with a slash and is encoded */
    URI at(String path) {
        return URI.create(base + path);
    }

    /** The part before the {@code @} of a configured URL, decoded. */
    static Optional<String> userInfo(String url) {
        return Optional.ofNullable(parse(url).getUserInfo());
    }

    /** The URL itself is not repeated in an error: it may hold a password. */
    static URI base(String url) {
        URI uri = parse(url);
        String scheme = uri.getScheme();
        if (uri.getHost() == null || !("http".equalsIgnoreCase(scheme) || "https".equalsIgnoreCase(scheme))) {
            throw invalid("expected http:// or https://, a host, and optionally a port and a path");
        }
        try {
            String path = uri.getPath().replaceAll("/+$", "");
            return new URI(scheme, null, uri.getHost(), uri.getPort(), path.isEmpty() ? null : path, null, null);
        } catch (URISyntaxException e) {
            throw invalid("it is not a URL");
        }
    }

    private static URI parse(String url) {
        try {
            return new URI(url.trim());
        } catch (URISyntaxException e) {
            throw invalid(e.getReason() + " (special characters in user or password must be percent-encoded)");
        }
    }

    private static ConfigException invalid(String reason) {
        return new ConfigException("Invalid value for configuration " + AvroSerdeConfig.URL + ": " + reason);
    }
}
