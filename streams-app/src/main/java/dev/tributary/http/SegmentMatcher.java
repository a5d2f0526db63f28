package dev.tributary.http;

import io.helidon.common.parameters.Parameters;
import io.helidon.common.uri.UriPath;
import io.helidon.http.PathMatcher;
import io.helidon.http.PathMatchers.MatchResult;
import io.helidon.http.PathMatchers.PrefixMatchResult;
import io.helidon.http.RoutedPath;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Matches a path segment by segment as it was sent, so that any text can be one. Helidon's own matchers see a path that is decoded and
 * normalized: a slash in a text would divide it, and an empty text, or two dots, would be no segment.
 */
final class SegmentMatcher implements PathMatcher {

    private final List<String> template;
    private final Set<String> texts;

    /**
     * Makes the matcher of a path.
     *
     * @param path with parameters in braces; a slash at the end changes nothing
     * @param texts those of the parameters that may be empty
     */
    SegmentMatcher(String path, Set<String> texts) {
        this.template = segments(path);
        this.texts = Set.copyOf(texts);
    }

    @Override
    public MatchResult match(UriPath path) {
        List<String> segments = segments(path.rawPath());
        boolean hasSlash =
                segments.size() == template.size() + 1 && segments.getLast().isEmpty();
        if (segments.size() != template.size() && !hasSlash) {
            return MatchResult.notAccepted();
        }
        Map<String, String> parameters = new HashMap<>();
        for (int i = 0; i < template.size(); i++) {
            String expected = template.get(i);
            String segment = decode(segments.get(i));
            if (expected.startsWith("{")) {
                String name = expected.substring(1, expected.length() - 1);
                if (segment.isEmpty() && !texts.contains(name)) {
                    return MatchResult.notAccepted();
                }
                parameters.put(name, segment);
            } else if (!expected.equals(segment)) {
                return MatchResult.notAccepted();
            }
        }
        return new MatchResult(true, new Matched(path, Parameters.createSingleValueMap("http/path", parameters)));
    }

    @Override
    public PrefixMatchResult prefixMatch(UriPath path) {
        return PrefixMatchResult.notAccepted();
    }

    private static List<String> segments(String path) {
        return List.of(path.split("/", -1));
    }

    /** A plus stays one: it is a blank in queries only. */
    private static String decode(String segment) {
        return URI.create("/" + segment).getPath().substring(1);
    }

    private record Matched(UriPath uri, Parameters pathParameters) implements RoutedPath {

        @Override
        public String rawPath() {
            return uri.rawPath();
        }

        @Override
        public String rawPathNoParams() {
            return uri.rawPathNoParams();
        }

        @Override
        public String path() {
            return uri.path();
        }

        @Override
        public Parameters matrixParameters() {
            return uri.matrixParameters();
        }

        @Override
        public RoutedPath absolute() {
            return new Matched(uri.absolute(), pathParameters);
        }

        @Override
        public void validate() {
            uri.validate();
        }
    }
}
