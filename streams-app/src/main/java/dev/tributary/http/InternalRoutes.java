package dev.tributary.http;

import dev.tributary.definition.contract.ViewContract;
import dev.tributary.definition.key.Key;
import dev.tributary.definition.key.KeyType;
import dev.tributary.http.Endpoint.Access;
import dev.tributary.topics.ForeignKeys;
import dev.tributary.view.Answer;
import dev.tributary.view.Freshness;
import dev.tributary.view.Position;
import dev.tributary.view.ResultRow;
import dev.tributary.view.RowQuery;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** What other instances request: answered from what is here, or not at all. */
final class InternalRoutes {

    /** The status of an {@link Answer.Elsewhere}: misdirected request. */
    static final int ELSEWHERE = 421;

    /** The status of an {@link Answer.Behind}: gateway timeout. */
    static final int BEHIND = 504;

    /** The status if the rows are too many, or too long, for one answer. */
    static final int TOO_LONG = 413;

    private final Supplier<View> view;
    private final InstanceStatus status;
    private final KeyType keys;
    private final List<KeyType> foreignKeys;

    InternalRoutes(Supplier<View> view, InstanceStatus status, ViewContract contract) {
        this.view = view;
        this.status = status;
        this.keys = contract.keyType();
        this.foreignKeys = ForeignKeys.types(contract);
    }

    /** What a request for one row begins with: {@code orders} whatever the view is. A text may be no segment of a path. */
    static String pathFor(Key id) {
        return id.isInteger() ? "/internal/orders/" + id + "?" : "/internal/order?id=" + Requests.encoded(id) + "&";
    }

    /** Of the rows that refer to another one by a foreign key. Instances of the version before know the first. */
    static String parameter(int foreignKey) {
        return foreignKey == 0 ? "user_id" : "foreign_key_" + foreignKey;
    }

    private Optional<RowQuery.Reference> reference(ServerRequest request) {
        return IntStream.range(0, foreignKeys.size())
                .boxed()
                .flatMap(key -> Requests.key(request, parameter(key), foreignKeys.get(key)).stream()
                        .map(value -> new RowQuery.Reference(key, value)))
                .findFirst();
    }

    List<Endpoint> endpoints() {
        return List.of(
                endpoint("/internal/orders/batch", Access.INTERNAL, this::batch),
                keys == KeyType.INTEGER
                        ? endpoint("/internal/orders/{id}", Access.INTERNAL, this::rowByPath)
                        : endpoint("/internal/order", Access.INTERNAL, this::rowByQuery),
                endpoint("/internal/orders", Access.INTERNAL, this::rows),
                endpoint("/internal/await", Access.INTERNAL_WAIT, this::await),
                endpoint("/internal/behind", Access.INTERNAL, this::behind),
                endpoint("/internal/instance", Access.INTERNAL, this::instance));
    }

    private static Endpoint endpoint(String path, Access access, Endpoint.Handler handler) {
        return new Endpoint(path, path, "", access, List.of(), Map.of(), List.of(), handler);
    }

    private void rowByPath(ServerRequest request, ServerResponse response) throws InterruptedException {
        row(view.get(), Requests.pathKey(request, "id", keys), request, response);
    }

    private void rowByQuery(ServerRequest request, ServerResponse response) throws InterruptedException {
        View asked = view.get();
        Key id = Requests.key(request, "id", keys).orElseThrow(() -> Requests.invalid("id", "", keys.form()));
        row(asked, id, request, response);
    }

    private static void row(View asked, Key id, ServerRequest request, ServerResponse response)
            throws InterruptedException {
        Answer<Optional<ResultRow>> answer = asked.tier().local().row(id, freshness(request, asked));
        if (answer instanceof Answer.Read<Optional<ResultRow>> read) {
            send(asked, response, read.value().map(List::of).orElse(List.of()), read.position());
        } else {
            fail(asked, response, answer);
        }
    }

    private void batch(ServerRequest request, ServerResponse response) throws InterruptedException {
        View asked = view.get();
        List<Key> ids = Requests.keys(request, "ids", keys).toList();
        if (ids.size() > ResultBatches.MOST_IDS) {
            throw Requests.invalid("ids", ids.size() + " keys", ResultBatches.MOST_IDS + " at most");
        }
        Answer.Read<List<ResultRow>> read = asked.tier().local().rowsById(ids);
        send(asked, response, read.value(), read.position());
    }

    private void rows(ServerRequest request, ServerResponse response) throws InterruptedException {
        View asked = view.get();
        RowQuery query =
                new RowQuery(reference(request), Requests.after(request, "row", keys), Requests.limit(request));
        Answer<List<ResultRow>> answer =
                asked.tier().local().rows(partitions(request, asked), query, freshness(request, asked));
        if (answer instanceof Answer.Read<List<ResultRow>> read) {
            send(asked, response, read.value(), read.position());
        } else {
            fail(asked, response, answer);
        }
    }

    private void await(ServerRequest request, ServerResponse response) throws InterruptedException {
        View asked = view.get();
        Freshness freshness = freshness(request, asked);
        long waitMillis = Requests.query(request, "wait_ms")
                .map(text -> Requests.number("wait_ms", text, "milliseconds"))
                .orElse(0L);
        long waitNanos = TimeUnit.MILLISECONDS.toNanos(Math.min(waitMillis, Requests.LONGEST_WAIT.toMillis()));
        asked.tier()
                .local()
                .await(
                        partitions(request, asked),
                        new Freshness(freshness.atLeast(), System.nanoTime() + waitNanos, freshness.standby()));
        response.status(Status.NO_CONTENT_204).send();
    }

    private void behind(ServerRequest request, ServerResponse response) {
        response.send(Long.toString(view.get().tier().recordsBehind()));
    }

    private void instance(ServerRequest request, ServerResponse response) {
        response.headers().set(HeaderNames.CONTENT_TYPE, "application/json");
        response.send(status.json());
    }

    private static void send(View view, ServerResponse response, List<ResultRow> rows, Position position) {
        byte[] encoded;
        try {
            encoded = RowsFormat.encode(rows);
        } catch (RowsFormat.TooLongException e) {
            response.status(Status.create(TOO_LONG)).send();
            return;
        }
        response.headers().set(HeaderNames.CONTENT_TYPE, RowsFormat.MEDIA_TYPE);
        response.header(Requests.POSITION, view.tokens().encode(position, 0));
        response.send(encoded);
    }

    private static void fail(View view, ServerResponse response, Answer<?> answer) {
        int status = switch (answer) {
            case Answer.Behind<?> behind -> {
                response.header(Requests.POSITION, view.tokens().encode(behind.position(), 0));
                yield BEHIND;
            }
            case Answer.Elsewhere<?> elsewhere -> ELSEWHERE;
            case Answer.NotReady<?> notReady -> Status.SERVICE_UNAVAILABLE_503.code();
            case Answer.Read<?> read -> throw new IllegalArgumentException("no failure: " + read);
        };
        response.status(Status.create(status)).send();
    }

    private static Freshness freshness(ServerRequest request, View view) {
        return Requests.freshness(request, view.tokens(), view.tier().local().partitions());
    }

    private static List<Integer> partitions(ServerRequest request, View view) {
        int all = view.tier().local().partitions();
        List<Long> partitions = numbers(request, "partitions").distinct().toList();
        if (!partitions.stream().allMatch(partition -> partition >= 0 && partition < all)) {
            throw Requests.invalid("partitions", partitions.toString(), "from 0 to " + (all - 1));
        }
        return partitions.stream().map(Long::intValue).toList();
    }

    private static Stream<Long> numbers(ServerRequest request, String name) {
        return Arrays.stream(Requests.query(request, name).orElse("").split(",", -1))
                .map(text -> Requests.number(name, text, "integers, separated by commas"));
    }
}
