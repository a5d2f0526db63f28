package dev.tributary.http;

import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.Headers;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Reads header fields of requests as RFC 9110 defines them: a field may come in several lines, with blanks around its values,
 * and empty; what is one list may be split over lines. Every request header that the API reads is read here.
 */
final class RequestFields {

    static final HeaderName PREFER = HeaderNames.create("Prefer");

    private static final String BEARER = "bearer";

    private RequestFields() {}

    /**
     * The value of a field that has one.
     *
     * @throws ProblemException if it has several that differ
     */
    static Optional<String> single(Headers headers, HeaderName name) {
        List<String> values = list(headers, name).stream().distinct().toList();
        if (values.size() > 1) {
            throw new ProblemException(
                    Problem.badRequest("invalid-parameter", "header " + name.defaultCase() + " has more than one value")
                            .with("parameter", name.defaultCase()));
        }
        return values.stream().findFirst();
    }

    /** The elements of a list, without those that are empty. A comma in quotes separates nothing. */
    static List<String> list(Headers headers, HeaderName name) {
        List<String> elements = new ArrayList<>();
        for (String line : lines(headers, name)) {
            split(line, ',').stream()
                    .map(String::strip)
                    .filter(element -> !element.isEmpty())
                    .forEach(elements::add);
        }
        return elements;
    }

    /**
     * The value of a preference of RFC 7240; empty text for one without a value. Of one that is given twice, the first
     * counts.
     *
     * @param preference in lower case
     */
    static Optional<String> preference(Headers headers, String preference) {
        for (String element : list(headers, PREFER)) {
            // What follows a semicolon is a parameter of the preference.
            String[] parts = split(element, ';').getFirst().split("=", 2);
            if (parts[0].strip().toLowerCase(Locale.ROOT).equals(preference)) {
                return Optional.of(parts.length == 1 ? "" : unquoted(parts[1].strip()));
            }
        }
        return Optional.empty();
    }

    /** The token of an Authorization with the scheme Bearer; empty if there is none, or more than one. */
    static Optional<String> bearerToken(Headers headers) {
        List<String> tokens = new ArrayList<>();
        for (String line : lines(headers, HeaderNames.AUTHORIZATION)) {
            String[] schemeAndToken = line.strip().split("[ \t]+", 2);
            if (schemeAndToken.length == 2
                    && schemeAndToken[0].toLowerCase(Locale.ROOT).equals(BEARER)) {
                tokens.add(schemeAndToken[1]);
            }
        }
        return tokens.stream().distinct().count() == 1 ? Optional.of(tokens.getFirst()) : Optional.empty();
    }

    private static List<String> lines(Headers headers, HeaderName name) {
        return headers.contains(name) ? headers.get(name).allValues() : List.of();
    }

    private static List<String> split(String text, char separator) {
        List<String> parts = new ArrayList<>();
        boolean quoted = false;
        int begin = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (quoted && c == '\\') {
                i++;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (c == separator && !quoted) {
                parts.add(text.substring(begin, i));
                begin = i + 1;
            }
        }
        parts.add(text.substring(begin));
        return parts;
    }

    private static String unquoted(String value) {
        boolean quoted = value.length() >= 2 && value.startsWith("\"") && value.endsWith("\"");
        return quoted ? value.substring(1, value.length() - 1) : value;
    }
}
