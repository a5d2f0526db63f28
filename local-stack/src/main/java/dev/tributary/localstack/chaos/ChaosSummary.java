package dev.tributary.localstack.chaos;

import java.io.PrintWriter;
import java.util.Locale;

/** What a run has done, looked at, and found. */
record ChaosSummary(Tally tally, History history, Differences differences) {

    void print(PrintWriter out, String view, long seed) {
        out.println();
        line(out, "view", view);
        line(out, "seed", "%d, %,d rounds".formatted(seed, tally.rounds.sum()));
        line(
                out,
                "faults",
                String.format(
                        Locale.ROOT,
                        "%,d kills, %,d stops, %,d pauses, %,d connections cut or held back, %,d delayed, %,d records replayed; %,d left out",
                        tally.kills.sum(),
                        tally.stops.sum(),
                        tally.pauses.sum(),
                        tally.cuts.sum(),
                        tally.delays.sum(),
                        tally.replayed.sum(),
                        tally.skipped.sum()));
        line(out, "ended by itself", count(tally.deaths.sum()) + " servers, which were started again");
        line(out, "changes committed", count(tally.changes.sum()));
        line(out, "rows audited", count(tally.rowsAudited.sum()));
        line(
                out,
                "records checked",
                count(history.capturedRecords()) + " change events, " + count(history.writtenRecords())
                        + " results, " + count(tally.events.sum()) + " events of a stream over "
                        + count(tally.connections.sum()) + " connections");
        line(
                out,
                "answers checked",
                count(tally.answers.sum()) + ", " + count(tally.notFound.sum()) + " of them 404; "
                        + count(tally.unavailable.sum()) + " times 503, " + count(tally.unanswered.sum())
                        + " times no answer");
        line(
                out,
                "most out of date",
                String.format(
                        Locale.ROOT,
                        "%.1f s, of the answers to requests without a position",
                        history.mostOutOfDateNanos() / 1e9));
        line(out, "differences", count(differences.count()));
        differences.first().forEach(difference -> out.println("  " + difference));
        out.flush();
    }

    private static void line(PrintWriter out, String what, String text) {
        out.printf("%-18s  %s%n", what, text);
    }

    private static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }
}
