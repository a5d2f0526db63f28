package dev.tributary.benchmarks.report;

import java.util.List;

/** One way to look at results. */
public sealed interface Exhibit {

    String title();

    record Table(String title, List<String> header, List<List<String>> rows) implements Exhibit {}

    /**
     * A chart of bars that lie, each of several parts.
     *
     * @param file name of the picture, without folder and ending
     * @param series what the parts are
     */
    record Bars(String file, String title, String unit, List<String> series, List<Bar> bars) implements Exhibit {}

    /** One bar. */
    record Bar(String label, List<Double> parts) {}

    /** A chart of lines; both axes may be logarithmic. */
    record Lines(String file, String title, Axis x, Axis y, List<Line> lines) implements Exhibit {}

    record Axis(String label, boolean logarithmic) {}

    record Line(String name, List<Point> points) {}

    record Point(double x, double y) {}
}
