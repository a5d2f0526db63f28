package dev.tributary.localstack.demo;

import dev.tributary.localstack.LocalStack;
import dev.tributary.localstack.ServerProcess;
import dev.tributary.tools.audit.AuditReport;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;

/** What a demo of a given length has to show for itself. */
record Summary(LocalStack stack, long committed, Duration generated, Monitor monitor, AuditReport report) {

    void print(PrintWriter out) {
        out.println();
        out.printf(Locale.ROOT, "start-up            %.1f s%n", seconds(stack.startup()));
        out.printf(
                Locale.ROOT,
                "rows changed        %,d in %.1f s, %,.0f/s%n",
                committed,
                seconds(generated),
                committed / seconds(generated));
        out.printf(
                Locale.ROOT,
                "captured            %,d, rows of the first snapshot among them if it was still under way%n",
                monitor.captured());
        out.printf(Locale.ROOT, "enriched            %,d%n", monitor.enriched());
        out.println("commit → enriched   " + describe(monitor.latency()) + ", the whole time");
        out.println("                    " + describe(monitor.warmLatency()) + ", the second half of it");
        long total = 0;
        for (ServerProcess process : stack.processes()) {
            long megabytes = process.residentBytes() >> 20;
            total += megabytes;
            out.printf(Locale.ROOT, "memory              %,6d MB  %s%n", megabytes, StartupView.title(process.name()));
        }
        out.printf(Locale.ROOT, "                    %,6d MB  in all%n", total);
        out.printf("audit               %s%n", report.describe());
        out.flush();
    }

    private static String describe(Latency latency) {
        return latency.count() == 0
                ? "nothing arrived"
                : String.format(
                        Locale.ROOT, "p50 %,d ms, p99 %,d ms, max %,d ms", latency.p50(), latency.p99(), latency.max());
    }

    private static double seconds(Duration duration) {
        return duration.toMillis() / 1000.0;
    }
}
