package dev.tributary.http;

import dev.tributary.definition.key.Key;
import dev.tributary.http.Endpoint.Access;
import dev.tributary.topics.Partitioning;
import dev.tributary.view.Answer;
import dev.tributary.view.ClusterView;
import dev.tributary.view.Freshness;
import dev.tributary.view.Position;
import dev.tributary.view.ResultRow;
import dev.tributary.view.RowQuery;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** The rows of the view: one, pages of all, pages of those that refer to one row. */
final class ResultRoutes {

    private static final String JSON = "application/json";

    private final ResourceNames names;
    private final Supplier<View> view;

    ResultRoutes(ResourceNames names, Supplier<View> view) {
        this.names = names;
        this.view = view;
    }

    List<Endpoint> endpoints() {
        List<Endpoint> endpoints = new ArrayList<>();
        endpoints.add(new Endpoint(
                names.rowPath(),
                names.operation("get", names.row()),
                "One " + names.row() + " with its " + names.ownersInWords(),
                Access.REQUEST,
                List.of(names.keyParameter(), Requests.STALE, Requests.AT_LEAST, Requests.PREFER),
                Map.of(JSON, names.schema()),
                List.of(400, 401, 404, 503),
                this::getRow));
        endpoints.add(new Endpoint(
                names.rowsPath(),
                names.operation("list", names.rows()),
                "All " + names.rows() + " by key, a page at a time, from all instances",
                Access.REQUEST,
                Stream.concat(names.selections().stream(), pageParameters()).toList(),
                Map.of(JSON, "Page"),
                List.of(400, 401, 503),
                this::listRows));
        names.owners().stream()
                .filter(ResourceNames.Owner::hasPath)
                .map(this::ofOwner)
                .forEach(endpoints::add);
        return List.copyOf(endpoints);
    }

    private Endpoint ofOwner(ResourceNames.Owner owner) {
        return new Endpoint(
                names.ofOwnerPath(owner),
                names.operation("list", names.rows()) + names.operation("Of", owner.row()),
                "The " + names.rows() + " of one " + owner.row()
                        + " by key, a page at a time; none if there is no such " + owner.row(),
                Access.REQUEST,
                Stream.concat(Stream.of(owner.keyParameter()), pageParameters()).toList(),
                Map.of(JSON, "Page"),
                List.of(400, 401, 503),
                (request, response) -> {
                    Key key = Requests.pathKey(request, owner.key(), owner.keyType());
                    page(
                            request,
                            response,
                            Optional.of(new RowQuery.Reference(owner.foreignKey(), key)),
                            names.ofOwnerPath(owner, key));
                });
    }

    private Stream<Endpoint.Parameter> pageParameters() {
        return Stream.of(names.after(), names.limit(), Requests.STALE, Requests.AT_LEAST, Requests.PREFER);
    }

    private void getRow(ServerRequest request, ServerResponse response) throws InterruptedException {
        Key id = Requests.pathKey(request, names.key(), names.keyType());
        View asked = view.get();
        Optional<ResultRow> row = row(id, asked, request, response);
        if (row.isEmpty()) {
            throw new ProblemException(
                    Problem.notFound("no-such-" + names.row(), "there is no " + names.row() + " " + id));
        }
        send(request, response, asked.json().of(row.get().value()));
    }

    private static Optional<ResultRow> row(Key id, View asked, ServerRequest request, ServerResponse response)
            throws InterruptedException {
        ClusterView cluster = asked.tier().cluster();
        Freshness freshness = Requests.freshness(request, asked.tokens(), cluster.partitions());
        Answer<Optional<ResultRow>> answer = cluster.row(id, freshness);
        return value(answer, freshness, ofRow(id, freshness, cluster.partitions()), asked, response);
    }

    private void listRows(ServerRequest request, ServerResponse response) throws InterruptedException {
        Optional<RowQuery.Reference> reference = names.reference(request, names.ownersByParameter());
        Optional<Key> key =
                names.hasKeyParameter() ? Requests.key(request, names.key(), names.keyType()) : Optional.empty();
        if (key.isEmpty()) {
            page(request, response, reference, names.rowsPath());
            return;
        }
        RowQuery query = query(request, reference);
        if (reference.isPresent()) {
            throw new ProblemException(Problem.badRequest(
                    "invalid-parameter",
                    "only one of these parameters can be given: " + names.key() + ", "
                            + names.field(reference.get().foreignKey())));
        }
        View asked = view.get();
        List<ResultRow> rows = row(key.get(), asked, request, response).stream()
                .filter(row -> query.after().isEmpty()
                        || row.id().compareTo(query.after().get()) > 0)
                .toList();
        sendPage(request, response, asked, rows, "null");
    }

    private RowQuery query(ServerRequest request, Optional<RowQuery.Reference> reference) {
        return new RowQuery(reference, Requests.after(request, names.row(), names.keyType()), Requests.limit(request));
    }

    private void page(
            ServerRequest request, ServerResponse response, Optional<RowQuery.Reference> reference, String path)
            throws InterruptedException {
        RowQuery query = query(request, reference);
        View asked = view.get();
        ClusterView cluster = asked.tier().cluster();
        Freshness freshness = Requests.freshness(request, asked.tokens(), cluster.partitions());
        List<ResultRow> rows = value(cluster.rows(query, freshness), freshness, freshness, asked, response);
        sendPage(request, response, asked, rows, next(rows, query, path, freshness.standby()));
    }

    private void sendPage(
            ServerRequest request, ServerResponse response, View asked, List<ResultRow> rows, String next) {
        ByteArrayOutputStream page = new ByteArrayOutputStream(512 * (rows.size() + 1));
        page.writeBytes(utf8("{\"" + names.rows() + "\":["));
        for (int i = 0; i < rows.size(); i++) {
            if (i > 0) {
                page.write(',');
            }
            page.writeBytes(asked.json().of(rows.get(i).value()));
        }
        page.writeBytes(utf8("],\"next\":" + next + "}"));
        send(request, response, page.toByteArray());
    }

    /** The link to the next page as JSON. A page that is not full is the last one. */
    String next(List<ResultRow> rows, RowQuery query, String path, boolean stale) {
        if (rows.size() < query.limit()) {
            return "null";
        }
        StringJoiner parameters = new StringJoiner("&", "\"" + path + "?", "\"");
        if (path.equals(names.rowsPath()) && query.reference().isPresent()) {
            RowQuery.Reference reference = query.reference().get();
            parameters.add(names.field(reference.foreignKey()) + "=" + Requests.encoded(reference.key()));
        }
        parameters.add("after=" + Requests.encoded(rows.getLast().id())).add("limit=" + query.limit());
        if (stale) {
            parameters.add("stale=allow");
        }
        return parameters.toString();
    }

    /** Other partitions need not be waited for. */
    private static Freshness ofRow(Key id, Freshness freshness, int partitions) {
        int partition = Partitioning.partitionOf(id, partitions);
        Position position =
                Position.none(partitions).with(partition, freshness.atLeast().offset(partition));
        return new Freshness(position, freshness.deadlineNanos(), freshness.standby());
    }

    /** @param wait what has to be waited for if the view is behind */
    private static <T> T value(
            Answer<T> answer, Freshness freshness, Freshness wait, View view, ServerResponse response) {
        if (answer instanceof Answer.Behind<T> && wait.deadlineNanos() - System.nanoTime() > 0) {
            throw new BehindException(
                    Problem.unanswered(answer, freshness.atLeast()),
                    () -> view.tier().cluster().await(wait),
                    wait.deadlineNanos());
        }
        return switch (answer) {
            case Answer.Read<T> read -> {
                Position position = read.position().and(freshness.atLeast());
                response.header(Requests.POSITION, view.tokens().encode(position, System.currentTimeMillis()));
                yield read.value();
            }
            case Answer<T> failed -> throw new ProblemException(Problem.unanswered(failed, freshness.atLeast()));
        };
    }

    private static void send(ServerRequest request, ServerResponse response, byte[] json) {
        response.headers().set(HeaderNames.CACHE_CONTROL, "no-store");
        Responses.send(request, response, JSON, json);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
