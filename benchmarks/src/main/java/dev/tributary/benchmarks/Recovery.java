package dev.tributary.benchmarks;

import dev.tributary.benchmarks.recovery.Instances;
import dev.tributary.benchmarks.report.Exhibit;
import dev.tributary.benchmarks.report.Figures;
import dev.tributary.benchmarks.report.Results;
import dev.tributary.benchmarks.report.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** An instance of the application is killed under load: until the view answers, and until it is as fresh as before. */
final class Recovery implements Benchmark {

    private static final String ALONE = "one instance, started again at once";
    private static final String SURVIVOR = "one of three, which stays away";
    private static final String STANDBY = "one of three, each with standbys for others";

    private static final String SHORT_SESSION = "one of three, with standbys and a session of 1.5 s";

    private static final Map<String, String> STANDBYS =
            Map.of("TRIBUTARY_VIEW_STANDBY_REPLICAS", "1", "TRIBUTARY_NUM_STANDBY_REPLICAS", "1");

    private static final Map<String, String> STANDBYS_AND_SHORT_SESSION = Map.of(
            "TRIBUTARY_VIEW_STANDBY_REPLICAS", "1",
            "TRIBUTARY_NUM_STANDBY_REPLICAS", "1",
            "TRIBUTARY_SESSION_TIMEOUT_MS", "1500",
            "TRIBUTARY_HEARTBEAT_INTERVAL_MS", "300",
            "TRIBUTARY_PRODUCER_TRANSACTION_TIMEOUT_MS", "1500");

    @Override
    public String name() {
        return "recovery";
    }

    @Override
    public String question() {
        return "How long is the view away when an instance is killed?";
    }

    @Override
    public boolean needsServers() {
        return false;
    }

    @Override
    public void run(Session session) throws Exception {
        int orders = session.choices().orders(300_000).getFirst();
        session.results().parameter("orders", orders);
        session.results().parameter("changes per second", 100);
        session.progress("recovery: starting the whole pipeline");
        try (Instances instances = Instances.start(session.project(), orders)) {
            for (int round = 1; round <= session.choices().rounds(3); round++) {
                for (String kill : List.of(ALONE, SURVIVOR, STANDBY, SHORT_SESSION)) {
                    session.progress("recovery, round " + round + ": " + kill);
                    Instances.Recovery took = switch (kill) {
                        case ALONE -> instances.alone();
                        case SURVIVOR -> instances.oneOfThree(Map.of());
                        case STANDBY -> instances.oneOfThree(STANDBYS);
                        default -> instances.oneOfThree(STANDBYS_AND_SHORT_SESSION);
                    };
                    session.found(Row.of("killed", kill)
                            .with("round", round)
                            .with("allAnswered", took.allAnswered())
                            .with("caughtUp", took.caughtUp()));
                }
            }
        }
    }

    @Override
    public List<Exhibit> exhibits(Results results) {
        List<List<String>> lines = new ArrayList<>();
        for (String kill : Summaries.distinct(results.rows(), "killed")) {
            List<Row> rows = Summaries.where(results.rows(), "killed", kill);
            lines.add(List.of(
                    kill,
                    Figures.show(Summaries.median(rows, "allAnswered")),
                    Figures.show(Summaries.most(rows, "allAnswered")),
                    Figures.show(Summaries.median(rows, "caughtUp")),
                    Figures.show(Summaries.most(rows, "caughtUp")),
                    Integer.toString(rows.size())));
        }
        return List.of(new Exhibit.Table(
                "Seconds from kill -9 of an instance, while orders change: until every order has been answered right once, and until every order is no older than 200 ms",
                List.of("killed", "all answered right s", "most", "all fresh s", "most", "rounds"),
                lines));
    }
}
