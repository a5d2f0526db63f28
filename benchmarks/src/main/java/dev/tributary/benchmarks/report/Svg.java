package dev.tributary.benchmarks.report;

import java.util.Locale;

/** A picture under construction, in colours for a light and for a dark page. */
final class Svg {

    @SuppressWarnings("InlineFormatString") // it is long
    private static final String HEAD = """
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" width="%d" height="%d" role="img">
            <title>%s</title>
            <style>
              text { font: 13px system-ui, sans-serif; fill: #24292f; }
              .title { font-weight: 600; font-size: 15px; }
              .faint { stroke: #d0d7de; stroke-width: 1; }
              .c0 { fill: #0969da; stroke: #0969da; } .c1 { fill: #bf8700; stroke: #bf8700; }
              .c2 { fill: #1a7f37; stroke: #1a7f37; } .c3 { fill: #cf222e; stroke: #cf222e; }
              .c4 { fill: #8250df; stroke: #8250df; } .c5 { fill: #57606a; stroke: #57606a; }
              polyline { fill: none !important; stroke-width: 2; }
              @media (prefers-color-scheme: dark) {
                text { fill: #e6edf3; }
                .faint { stroke: #3d444d; }
                .c0 { fill: #4493f8; stroke: #4493f8; } .c1 { fill: #d29922; stroke: #d29922; }
                .c2 { fill: #3fb950; stroke: #3fb950; } .c3 { fill: #f85149; stroke: #f85149; }
                .c4 { fill: #ab7df8; stroke: #ab7df8; } .c5 { fill: #9198a1; stroke: #9198a1; }
              }
            </style>
            """;

    private static final int COLOURS = 6;

    private final StringBuilder text = new StringBuilder();

    Svg(int width, int height, String title) {
        text.append(String.format(Locale.ROOT, HEAD, width, height, width, height, escaped(title)));
        text(12, 22, "start", "title", title);
    }

    static String colour(int series) {
        return "c" + series % COLOURS;
    }

    /** @param anchor start, middle or end */
    void text(double x, double y, String anchor, String style, String content) {
        add(
                "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\" class=\"%s\">%s</text>%n",
                x, y, anchor, style, escaped(content));
    }

    /** Turned so that it reads upwards. */
    void upwards(double x, double y, String content) {
        add(
                "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"middle\" transform=\"rotate(-90 %.1f %.1f)\">%s</text>%n",
                x, y, x, y, escaped(content));
    }

    void rectangle(double x, double y, double width, double height, String style) {
        add(
                "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" class=\"%s\"/>%n",
                x, y, Math.max(0, width), height, style);
    }

    void line(double x1, double y1, double x2, double y2) {
        add("<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" class=\"faint\"/>%n", x1, y1, x2, y2);
    }

    void dot(double x, double y, String style) {
        add("<circle cx=\"%.1f\" cy=\"%.1f\" r=\"3.5\" class=\"%s\"/>%n", x, y, style);
    }

    void polyline(String points, String style) {
        add("<polyline points=\"%s\" class=\"%s\"/>%n", points, style);
    }

    String end() {
        return text + "</svg>\n";
    }

    @SuppressWarnings("AnnotateFormatMethod") // its formats are all in this class
    private void add(String format, Object... values) {
        text.append(String.format(Locale.ROOT, format, values));
    }

    private static String escaped(String content) {
        return content.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
