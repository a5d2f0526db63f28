package dev.tributary.benchmarks.report;

import java.util.List;

/** Bars that lie, one below the other, with what they come to at their ends. */
final class BarChart {

    private static final int WIDTH = 760;
    private static final int LEFT = 230;
    private static final int RIGHT = 90;
    private static final int TOP = 62;
    private static final int STEP = 28;

    private BarChart() {}

    static String draw(Exhibit.Bars chart) {
        List<Exhibit.Bar> bars = chart.bars();
        int height = TOP + STEP * bars.size() + 40;
        Svg svg = new Svg(WIDTH, height, chart.title());
        legend(chart.series(), svg);
        double most = bars.stream().mapToDouble(BarChart::total).max().orElse(1);
        double scale = (WIDTH - LEFT - RIGHT) / Math.max(most, 1e-9);
        for (int i = 0; i < bars.size(); i++) {
            draw(bars.get(i), TOP + STEP * i, scale, svg);
        }
        svg.line(LEFT, TOP - 4, LEFT, height - 36);
        svg.text(LEFT, height - 14, "start", "", chart.unit());
        return svg.end();
    }

    private static void draw(Exhibit.Bar bar, double y, double scale, Svg svg) {
        svg.text(LEFT - 8, y + 15, "end", "", bar.label());
        double x = LEFT;
        for (int part = 0; part < bar.parts().size(); part++) {
            double width = bar.parts().get(part) * scale;
            svg.rectangle(x, y, width, STEP - 8, Svg.colour(part));
            x += width;
        }
        svg.text(x + 6, y + 15, "start", "", Figures.show(total(bar)));
    }

    private static void legend(List<String> series, Svg svg) {
        double x = LEFT;
        for (int i = 0; i < series.size(); i++) {
            svg.rectangle(x, 36, 12, 12, Svg.colour(i));
            svg.text(x + 18, 47, "start", "", series.get(i));
            x += 40 + 7.5 * series.get(i).length();
        }
    }

    private static double total(Exhibit.Bar bar) {
        return bar.parts().stream().mapToDouble(Double::doubleValue).sum();
    }
}
