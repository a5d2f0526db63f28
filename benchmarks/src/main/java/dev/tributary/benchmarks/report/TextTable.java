package dev.tributary.benchmarks.report;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/** A table on a terminal, and in Markdown. */
public final class TextTable {

    private TextTable() {}

    public static void print(Exhibit.Table table, PrintWriter out) {
        List<List<String>> lines = new ArrayList<>();
        lines.add(table.header());
        lines.addAll(table.rows());
        int[] widths = new int[table.header().size()];
        for (List<String> line : lines) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], line.get(i).length());
            }
        }
        out.println(table.title());
        for (List<String> line : lines) {
            StringBuilder text = new StringBuilder("  ");
            for (int i = 0; i < widths.length; i++) {
                String cell = line.get(i);
                String gap = " ".repeat(widths[i] - cell.length());
                text.append(i == 0 ? cell + gap : gap + cell).append("  ");
            }
            out.println(text.toString().stripTrailing());
        }
        out.println();
        out.flush();
    }

    static String markdown(Exhibit.Table table) {
        StringBuilder text = new StringBuilder();
        line(table.header(), text);
        text.append("|---|").append("---:|".repeat(table.header().size() - 1)).append('\n');
        table.rows().forEach(row -> line(row, text));
        return text.toString();
    }

    private static void line(List<String> cells, StringBuilder text) {
        text.append("| ").append(String.join(" | ", cells)).append(" |\n");
    }
}
