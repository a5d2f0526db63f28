package dev.tributary.http;

import dev.tributary.definition.key.Key;
import dev.tributary.definition.key.KeyType;
import dev.tributary.http.Endpoint.In;
import dev.tributary.http.Endpoint.Parameter;
import dev.tributary.http.PositionToken.InvalidTokenException;
import dev.tributary.view.Freshness;
import dev.tributary.view.Position;
import io.helidon.common.uri.UriEncoding;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Reads parameters, and refuses those that cannot be used with what is allowed instead. */
final class Requests {

    static final HeaderName POSITION = HeaderNames.create("Tributary-Position");
    static final HeaderName LAST_EVENT_ID = HeaderNames.create("Last-Event-ID");

    static final int DEFAULT_LIMIT = 100;
    static final int MAX_LIMIT = 1_000;
    static final Duration DEFAULT_WAIT = Duration.ofSeconds(1);
    static final Duration LONGEST_WAIT = Duration.ofSeconds(30);

    static final Parameter STALE = new Parameter(
            In.QUERY,
            "stale",
            "With allow, a standby may answer if the owner of the data does not, and an owner that is cut off from Kafka:"
                    + " with rows as they have them, however old.",
            "{\"type\":\"string\",\"enum\":[\"allow\",\"deny\"],\"default\":\"deny\"}");
    static final Parameter AT_LEAST = new Parameter(
            In.HEADER,
            "Tributary-Position",
            "The position of an earlier answer, of any instance: this answer will be at least as fresh.",
            "{\"type\":\"string\"}");
    static final Parameter PREFER = new Parameter(
            In.HEADER,
            "Prefer",
            "wait=N: for how many seconds to wait for that freshness; 1 unless said, 30 at most.",
            "{\"type\":\"string\",\"examples\":[\"wait=5\"]}");

    private static final Pattern SECONDS = Pattern.compile("[0-9]{1,6}");
    private static final Pattern NUMBER = Pattern.compile("-?[0-9]{1,19}");

    /** Decoders write it in the place of bytes that are not UTF-8. */
    private static final char REPLACED = '\uFFFD';

    private Requests() {}

    /** A key that is part of the path, by the name of its parameter. */
    static Key pathKey(ServerRequest request, String name, KeyType type) {
        return key(request, name, request.path().pathParameters().get(name), type, type.form());
    }

    /** @param row what a row is called, for messages */
    static Optional<Key> after(ServerRequest request, String row, KeyType type) {
        String allowed = (type == KeyType.INTEGER ? "an integer" : type.form()) + ": the id of the last " + row
                + " of the page before";
        return query(request, "after").map(text -> key(request, "after", text, type, allowed));
    }

    static int limit(ServerRequest request) {
        Optional<String> text = query(request, "limit");
        if (text.isEmpty()) {
            return DEFAULT_LIMIT;
        }
        String allowed = "an integer from 1 to " + MAX_LIMIT;
        long limit = number("limit", text.get(), allowed);
        if (limit < 1 || limit > MAX_LIMIT) {
            throw invalid("limit", text.get(), allowed);
        }
        return (int) limit;
    }

    /** A key that is a parameter of the query, or nothing. */
    static Optional<Key> key(ServerRequest request, String name, KeyType type) {
        return query(request, name).map(text -> key(request, name, text, type, type.form()));
    }

    /** Keys that are one parameter of the query, separated by commas. */
    static Stream<Key> keys(ServerRequest request, String name, KeyType type) {
        String raw = request.query().contains(name) ? request.query().getRaw(name) : "";
        return Arrays.stream(raw.split(",", -1))
                .map(text -> key(request, name, UriEncoding.decodeQuery(text), type, type.form()));
    }

    /** What is not UTF-8 has been replaced when it was decoded; it is a key of nobody, or worse, of a row. */
    private static Key key(ServerRequest request, String name, String text, KeyType type, String allowed) {
        if (text.indexOf(REPLACED) >= 0 && !isSent(request)) {
            throw invalid(name, text, allowed + " in UTF-8");
        }
        try {
            return type.parse(text);
        } catch (IllegalArgumentException e) {
            throw invalid(name, text, allowed);
        }
    }

    /** Whether the replacement character is in the request itself. */
    private static boolean isSent(ServerRequest request) {
        return (request.path().absolute().rawPath() + request.query().rawValue())
                .toUpperCase(Locale.ROOT)
                .contains("%EF%BF%BD");
    }

    /** A key as it stands in a path or a query. */
    static String encoded(Key key) {
        return UriEncoding.encode(key.toString(), UriEncoding.Type.UNRESERVED);
    }

    static boolean flag(ServerRequest request, String name) {
        Optional<String> text = query(request, name);
        if (text.isEmpty() || text.get().equals("false")) {
            return false;
        }
        if (text.get().equals("true")) {
            return true;
        }
        throw invalid(name, text.get(), "true or false");
    }

    static boolean stale(ServerRequest request) {
        String text = query(request, "stale").orElse("deny");
        return switch (text) {
            case "allow" -> true;
            case "deny" -> false;
            default -> throw invalid("stale", text, "allow or deny");
        };
    }

    static Freshness freshness(ServerRequest request, PositionToken tokens, int partitions) {
        Duration wait = preferredWait(request);
        Optional<String> token = RequestFields.single(request.headers(), POSITION);
        return token.isPresent()
                ? new Freshness(decode(tokens, token.get()), System.nanoTime() + wait.toNanos(), stale(request))
                : new Freshness(Position.none(partitions), System.nanoTime(), stale(request));
    }

    /** A parameter of the query; one that is given twice is refused. */
    static Optional<String> query(ServerRequest request, String name) {
        if (!request.query().contains(name)) {
            return Optional.empty();
        }
        if (request.query().all(name).size() > 1) {
            throw new ProblemException(
                    Problem.badRequest("invalid-parameter", "parameter " + name + " is given more than once"));
        }
        return Optional.of(request.query().get(name));
    }

    static ProblemException invalid(String name, String value, String allowed) {
        String shown = value.length() <= 64 ? value : value.substring(0, 64) + "…";
        return new ProblemException(Problem.badRequest(
                        "invalid-parameter", "parameter " + name + " is \"" + shown + "\", and must be " + allowed)
                .with("parameter", name));
    }

    private static Position decode(PositionToken tokens, String token) {
        try {
            return tokens.decode(token).position();
        } catch (InvalidTokenException e) {
            throw new ProblemException(Problem.badRequest(
                            "invalid-position", "the position in Tributary-Position cannot be used: " + e.getMessage())
                    .with("parameter", "Tributary-Position"));
        }
    }

    private static Duration preferredWait(ServerRequest request) {
        Optional<String> wait = RequestFields.preference(request.headers(), "wait");
        if (wait.isEmpty()) {
            return DEFAULT_WAIT;
        }
        if (SECONDS.matcher(wait.get()).matches()) {
            Duration asked = Duration.ofSeconds(Long.parseLong(wait.get()));
            if (asked.compareTo(LONGEST_WAIT) <= 0) {
                return asked;
            }
        }
        throw invalid(
                "Prefer", "wait=" + wait.get(), "wait=N with N from 0 to " + LONGEST_WAIT.toSeconds() + " seconds");
    }

    static long number(String name, String text, String allowed) {
        // Java itself takes a plus, and the digits of every script.
        if (!NUMBER.matcher(text).matches()) {
            throw invalid(name, text, allowed);
        }
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw invalid(name, text, allowed);
        }
    }

    /** Refuses parameters that the endpoint does not know, which nobody would notice otherwise. */
    static void requireKnown(ServerRequest request, Endpoint endpoint) {
        for (String name : request.query().names()) {
            if (endpoint.parameters().stream()
                    .noneMatch(known -> known.in() == In.QUERY && known.name().equals(name))) {
                throw new ProblemException(Problem.badRequest(
                                "invalid-parameter",
                                "parameter " + (name.length() <= 64 ? name : name.substring(0, 64) + "…")
                                        + " is not known here; /openapi.json says which there are")
                        .with("parameter", name));
            }
        }
    }
}
