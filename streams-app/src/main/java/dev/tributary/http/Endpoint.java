package dev.tributary.http;

import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Something that the API answers to. Routes and contract are both made from these.
 *
 * @param path with parameters in braces
 * @param operation its name in the contract
 * @param access who may call it, and what it counts against
 * @param answers what it answers with when it succeeds, by media type
 * @param failures the status codes of the problems that it may answer with
 */
record Endpoint(
        String path,
        String operation,
        String summary,
        Access access,
        List<Parameter> parameters,
        Map<String, String> answers,
        List<Integer> failures,
        Handler handler) {

    /** Who may call an endpoint. */
    enum Access {
        /** Anybody, at any time: health, the page, the contract. */
        OPEN,
        /** Whoever has the token, and so many at a time. */
        REQUEST,
        /** Whoever has the token, and so many at a time, each for as long as it likes. */
        STREAM,
        /** Other instances, which have bounded themselves. Not in the contract. */
        INTERNAL,
        /** Other instances, whose clients wait for a position. Not in the contract. */
        INTERNAL_WAIT;

        /** Whether it is for other instances only. */
        boolean isInternal() {
            return this == INTERNAL || this == INTERNAL_WAIT;
        }
    }

    /** The names of the segments of the path that can be any text. */
    Set<String> texts() {
        return parameters.stream()
                .filter(Parameter::isAnyText)
                .map(Parameter::name)
                .collect(Collectors.toSet());
    }

    /** Where a parameter is found. */
    enum In {
        PATH,
        QUERY,
        HEADER
    }

    /**
     * A parameter.
     *
     * @param schema its JSON schema, as JSON
     * @param isAnyText whether it can be any text, and a segment of the path
     */
    record Parameter(In in, String name, String description, String schema, boolean isAnyText) {

        Parameter(In in, String name, String description, String schema) {
            this(in, name, description, schema, false);
        }
    }

    /** Answers a request; may block. */
    interface Handler {
        void handle(ServerRequest request, ServerResponse response) throws Exception;
    }
}
