package dev.tributary.http;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tributary.view.Answer;
import dev.tributary.view.Position;
import io.helidon.http.Status;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;

/**
 * A failure as a client gets it: a problem document of RFC 9457.
 *
 * @param kind what its type ends with, stable: a client may act on it
 * @param detail what went wrong in this case, and what to do
 * @param retryAfterSeconds when it is worth another try
 * @param members further members of the document
 */
record Problem(Status status, String kind, String detail, OptionalInt retryAfterSeconds, Map<String, Object> members) {

    static final String MEDIA_TYPE = "application/problem+json";
    static final String TYPE_PREFIX = "urn:tributary:problem:";

    private static final JsonMapper JSON = new JsonMapper();

    static Problem badRequest(String kind, String detail) {
        return new Problem(Status.BAD_REQUEST_400, kind, detail, OptionalInt.empty(), Map.of());
    }

    static Problem notFound(String kind, String detail) {
        return new Problem(Status.NOT_FOUND_404, kind, detail, OptionalInt.empty(), Map.of());
    }

    static Problem of(Status status, String kind, String detail) {
        return new Problem(status, kind, detail, OptionalInt.empty(), Map.of());
    }

    /** Passes by itself. */
    static Problem unavailable(String kind, String detail) {
        return new Problem(Status.SERVICE_UNAVAILABLE_503, kind, detail, OptionalInt.of(1), Map.of());
    }

    /**
     * Why a view has not answered.
     *
     * @param wanted the position that it was to reflect
     */
    static Problem unanswered(Answer<?> failed, Position wanted) {
        return switch (failed) {
            case Answer.Behind<?> behind -> behind(wanted, behind.position());
            case Answer.Elsewhere<?> elsewhere -> unavailable("not-available", elsewhere.reason());
            case Answer.NotReady<?> notReady -> unavailable("not-ready", notReady.reason());
            case Answer.Read<?> read -> throw new IllegalArgumentException("no failure: " + read);
        };
    }

    private static Problem behind(Position wanted, Position reached) {
        long records = 0;
        for (int partition = 0; partition < wanted.partitions(); partition++) {
            // A partition without a position was not asked for, or did not answer.
            if (reached.offset(partition) != Position.NOTHING) {
                long more = Math.max(0, wanted.offset(partition) - reached.offset(partition));
                records = records > Long.MAX_VALUE - more ? Long.MAX_VALUE : records + more;
            }
        }
        return unavailable(
                        "behind",
                        "the view is " + records + " records behind the position that was asked for: ask again, or"
                                + " with a longer Prefer: wait")
                .with("behind", records);
    }

    Problem with(String member, Object value) {
        Map<String, Object> further = new TreeMap<>(members);
        further.put(member, value);
        return new Problem(status, kind, detail, retryAfterSeconds, further);
    }

    /** @param path of the request */
    byte[] document(String path) {
        ObjectNode document = JSON.createObjectNode()
                .put("type", TYPE_PREFIX + kind)
                .put("title", status.reasonPhrase())
                .put("status", status.code())
                .put("detail", detail)
                .put("instance", path);
        members.forEach(document::putPOJO);
        try {
            return JSON.writeValueAsBytes(document);
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
