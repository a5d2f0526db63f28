package dev.tributary.benchmarks;

import dev.tributary.benchmarks.contender.Contenders;
import dev.tributary.benchmarks.http.Bench;
import dev.tributary.benchmarks.http.Nginx;
import dev.tributary.benchmarks.http.ViewUnderTest;
import dev.tributary.benchmarks.measure.ProcessStat;
import dev.tributary.benchmarks.measure.ProcessStat.Resident;
import dev.tributary.benchmarks.report.Exhibit;
import dev.tributary.benchmarks.report.Figures;
import dev.tributary.benchmarks.report.Results;
import dev.tributary.benchmarks.report.Row;
import dev.tributary.benchmarks.run.Inputs;
import dev.tributary.benchmarks.run.Run;
import dev.tributary.benchmarks.run.Verdict;
import dev.tributary.benchmarks.workload.Workload;
import dev.tributary.benchmarks.workload.Workload.Size;
import dev.tributary.tools.ToolException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** The view asked over HTTP, beside nginx with files of the same size. */
final class Http implements Benchmark {

    private static final int PARTITIONS = 4;
    private static final int READERS = 100;
    private static final int EVENTS_EACH = 20_000;
    private static final double MEGA = 1 << 20;
    private static final Duration DEADLINE = Duration.ofMinutes(10);

    private static final String ONE = "GET /orders/{id}";
    private static final String PAGE = "GET /orders?limit=100";
    private static final String OF_USER = "GET /users/{id}/orders";
    private static final String LOCAL = "GET /orders/{id}, of two instances, local";
    private static final String FORWARDED = "GET /orders/{id}, of two instances, forwarded";
    private static final String STREAM = "GET /orders/stream, " + READERS + " readers";

    @Override
    public String name() {
        return "http";
    }

    @Override
    public String question() {
        return "How fast does the view answer over HTTP?";
    }

    @Override
    public void run(Session session) throws Exception {
        int orders = session.choices().orders(1_000_000).getFirst();
        session.results().parameter("orders", orders);
        try (Inputs inputs = Inputs.complete(session.servers(), Workload.INITIAL_LOAD, Size.of(orders), PARTITIONS);
                Run join = Run.start(
                        session.servers(),
                        Contenders.named("tributary"),
                        inputs.topics(),
                        PARTITIONS,
                        session.choices().runOptions())) {
            session.progress("http: joining " + orders + " orders");
            Verdict verdict = join.watch(inputs.after(), DEADLINE).verdict();
            if (!verdict.isRight()) {
                throw ToolException.failed("what the view is to hold is not right: " + verdict);
            }
            join.stop();
            try (ViewUnderTest view =
                            new ViewUnderTest(session.servers(), join.task().output(), PARTITIONS, orders);
                    Bench bench = new Bench(
                            session.servers(),
                            session.project(),
                            session.choices().seconds(8))) {
                measure(session, view, bench, orders);
            }
        }
    }

    private static void measure(Session session, ViewUnderTest view, Bench bench, int orders) throws Exception {
        view.startFirst();
        session.found(memory(view, orders, view.readySeconds()));
        int one = view.get("orders/" + orders / 2).length;
        int page = view.get("orders?limit=100").length;
        int ofUser = view.get(view.userPaths().getFirst().substring(1)).length;
        OptionalInt nginx = OptionalInt.empty();
        Optional<String> absent = Nginx.absence();
        if (absent.isPresent()) {
            session.note("  nginx is absent: " + absent.get());
        } else {
            int port = bench.startNginx(Map.of("one", one, "page", page, "user", ofUser));
            nginx = OptionalInt.of(port);
            for (String name : List.of("one", "user", "page")) {
                session.progress("http: nginx, " + name);
                session.found(bench.requests("nginx " + name, port, List.of("/" + name)));
            }
        }
        requests(session, bench, ONE, view.port(), view.orderPaths());
        requests(session, bench, OF_USER, view.port(), view.userPaths());
        requests(session, bench, PAGE, view.port(), view.pagePaths());
        session.progress("http: " + STREAM);
        Row stream = bench.stream(STREAM, view.port(), READERS, EVENTS_EACH, view::change);
        session.found(stream);
        if (nginx.isPresent()) {
            session.progress("http: nginx, a file of as many bytes");
            session.found(
                    bench.file("nginx, a file, " + READERS + " readers", nginx.getAsInt(), READERS, EVENTS_EACH, (int)
                            stream.number("bytesEach")));
        }
        view.startSecond();
        requests(session, bench, LOCAL, view.port(), view.localPaths());
        requests(session, bench, FORWARDED, view.port(), view.forwardedPaths());
        session.found(memory(view, orders, -1));
        session.progress("http: the databases by themselves");
        view.stopFirst();
        double[] bare = bench.bareStore(view.state(), orders, orders / 10);
        session.found(Row.of("kind", "store").with("what", ONE).with("perSecond", bare[0]));
        session.found(Row.of("kind", "store").with("what", OF_USER).with("perSecond", bare[1]));
        session.found(Row.of("kind", "store").with("what", PAGE).with("perSecond", bare[2]));
    }

    private static Row memory(ViewUnderTest view, int orders, double readySeconds) throws Exception {
        Resident resident = ProcessStat.resident(view.pid());
        return Row.of("kind", "memory")
                .with("orders", orders)
                .with("heapMb", ViewUnderTest.HEAP_MEGABYTES)
                .with("anonymousMb", resident.anonymous() / MEGA)
                .with("fileMb", resident.file() / MEGA)
                .with("rocksDbMb", view.rocksDbBytes() / MEGA)
                .with("stateMb", view.stateBytes() / MEGA)
                .with("readySeconds", readySeconds);
    }

    private static void requests(Session session, Bench bench, String what, int port, List<String> paths)
            throws Exception {
        session.progress("http: " + what);
        session.found(bench.requests(what, port, paths));
    }

    @Override
    public List<Exhibit> exhibits(Results results) {
        List<Row> requests = Summaries.where(results.rows(), "kind", "requests");
        List<Row> stores = Summaries.where(results.rows(), "kind", "store");
        List<List<String>> lines = new ArrayList<>();
        for (Row row : requests) {
            String what = row.text("what");
            Optional<Row> nginx = requests.stream()
                    .filter(other -> other.text("what").equals(fileLike(what)))
                    .findFirst();
            lines.add(List.of(
                    what,
                    Figures.count(row.number("perSecond")),
                    nginx.map(file -> Figures.show(row.number("perSecond") / file.number("perSecond")))
                            .orElse("–"),
                    Summaries.where(stores, "what", what).stream()
                            .findFirst()
                            .map(store -> Figures.show(row.number("perSecond") / store.number("perSecond")))
                            .orElse("–"),
                    Figures.show(row.number("p50") / 1e3),
                    Figures.show(row.number("p99") / 1e3),
                    Figures.show(row.number("p999") / 1e3),
                    row.text("failures")));
        }
        List<List<String>> streams = Summaries.where(results.rows(), "kind", "stream").stream()
                .map(row -> List.of(
                        row.text("what"),
                        Figures.count(row.number("eventsPerSecond")),
                        Figures.show(row.number("megabytesPerSecond")),
                        Figures.show(row.number("seconds"))))
                .toList();
        List<List<String>> memory = Summaries.where(results.rows(), "kind", "memory").stream()
                .map(row -> List.of(
                        Figures.count(row.number("orders")),
                        Figures.count(row.number("heapMb")),
                        Figures.show(row.number("anonymousMb")),
                        Figures.show(row.number("rocksDbMb")),
                        Figures.show(row.number("fileMb")),
                        Figures.show(row.number("stateMb")),
                        row.number("readySeconds") < 0
                                ? "after all of the above"
                                : Figures.show(row.number("readySeconds"))))
                .toList();
        return List.of(
                new Exhibit.Table(
                        "16 connections: as many requests as can be, then milliseconds at half of that rate",
                        List.of("", "requests/s", "× nginx", "× store", "p50", "p99", "p99.9", "failures"),
                        lines),
                new Exhibit.Table(
                        "The databases by themselves, read by two threads, without HTTP and JSON",
                        List.of("", "reads/s"),
                        stores.stream()
                                .map(row -> List.of(row.text("what"), Figures.count(row.number("perSecond"))))
                                .toList()),
                new Exhibit.Table(
                        "Live events, all readers together", List.of("", "events/s", "MB/s", "seconds"), streams),
                new Exhibit.Table(
                        "An instance with the view alone, from nothing",
                        List.of(
                                "orders",
                                "heap MB",
                                "anonymous MB",
                                "of it RocksDB",
                                "files MB",
                                "state on disk MB",
                                "ready after s"),
                        memory));
    }

    /** What nginx sent that is as long. */
    private static String fileLike(String what) {
        return switch (what) {
            case PAGE, "nginx page" -> "nginx page";
            case OF_USER, "nginx user" -> "nginx user";
            default -> "nginx one";
        };
    }
}
