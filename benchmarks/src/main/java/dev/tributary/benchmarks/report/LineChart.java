package dev.tributary.benchmarks.report;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Lines over an axis with round numbers. */
final class LineChart {

    private static final int WIDTH = 760;
    private static final int HEIGHT = 420;
    private static final int LEFT = 80;
    private static final int RIGHT = 190;
    private static final int TOP = 44;
    private static final int BOTTOM = 60;

    private LineChart() {}

    static String draw(Exhibit.Lines chart) {
        Svg svg = new Svg(WIDTH, HEIGHT, chart.title());
        Scale x = Scale.of(
                points(chart).stream().map(Exhibit.Point::x).toList(), chart.x().logarithmic(), LEFT, WIDTH - RIGHT);
        Scale y = Scale.of(
                points(chart).stream().map(Exhibit.Point::y).toList(), chart.y().logarithmic(), HEIGHT - BOTTOM, TOP);
        axes(chart, x, y, svg);
        for (int i = 0; i < chart.lines().size(); i++) {
            Exhibit.Line line = chart.lines().get(i);
            svg.polyline(
                    line.points().stream()
                            .map(point -> String.format(Locale.ROOT, "%.1f,%.1f", x.at(point.x()), y.at(point.y())))
                            .collect(Collectors.joining(" ")),
                    Svg.colour(i));
            for (Exhibit.Point point : line.points()) {
                svg.dot(x.at(point.x()), y.at(point.y()), Svg.colour(i));
            }
            svg.rectangle(WIDTH - RIGHT + 16, TOP + 22 * i, 12, 12, Svg.colour(i));
            svg.text(WIDTH - RIGHT + 34, TOP + 11 + 22 * i, "start", "", line.name());
        }
        return svg.end();
    }

    private static void axes(Exhibit.Lines chart, Scale x, Scale y, Svg svg) {
        for (double tick : y.ticks()) {
            svg.line(LEFT, y.at(tick), WIDTH - RIGHT, y.at(tick));
            svg.text(LEFT - 6, y.at(tick) + 4, "end", "", label(tick));
        }
        for (double tick : x.ticks()) {
            svg.line(x.at(tick), TOP, x.at(tick), HEIGHT - BOTTOM);
            svg.text(x.at(tick), HEIGHT - BOTTOM + 18, "middle", "", label(tick));
        }
        svg.text(
                (LEFT + WIDTH - RIGHT) / 2.0,
                HEIGHT - 14,
                "middle",
                "",
                chart.x().label());
        svg.upwards(18, (TOP + HEIGHT - BOTTOM) / 2.0, chart.y().label());
    }

    private static String label(double tick) {
        if (tick >= 1_000_000) {
            return String.format(Locale.ROOT, "%.4gM", tick / 1_000_000).replaceFirst("\\.0+M", "M");
        }
        return tick >= 1 ? String.format(Locale.ROOT, "%,.0f", tick) : String.format(Locale.ROOT, "%.2g", tick);
    }

    private static List<Exhibit.Point> points(Exhibit.Lines chart) {
        return chart.lines().stream().flatMap(line -> line.points().stream()).toList();
    }
}
