package dev.tributary.benchmarks.report;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The page with all figures. What stands between {@code <!-- benchmark:NAME -->} and {@code <!-- /benchmark:NAME -->} is
 * written anew from the results; all other text is somebody's and stays.
 */
public final class Page {

    private final Path file;
    private final Path pictures;

    /** @param file such as {@code docs/performance.md}; pictures go into a folder of its name beside it */
    public Page(Path file) {
        this.file = file.toAbsolutePath();
        this.pictures = file.resolveSibling(file.getFileName().toString().replaceFirst("\\.md$", ""));
    }

    /** Replaces the section of these results, and adds it to the end if the page has none. */
    public void show(Results results, String title, List<Exhibit> exhibits) {
        String section = section(results, exhibits);
        String name = results.benchmark();
        String begin = "<!-- benchmark:" + name + " -->";
        String end = "<!-- /benchmark:" + name + " -->";
        String text = read();
        Matcher known = Pattern.compile(Pattern.quote(begin) + ".*?" + Pattern.quote(end), Pattern.DOTALL)
                .matcher(text);
        String marked = begin + "\n" + section + end;
        write(
                file,
                known.find()
                        ? text.substring(0, known.start()) + marked + text.substring(known.end())
                        : text.stripTrailing() + "\n\n## " + title + "\n\n" + marked + "\n");
    }

    private String section(Results results, List<Exhibit> exhibits) {
        StringBuilder section = new StringBuilder();
        for (Exhibit exhibit : exhibits) {
            switch (exhibit) {
                case Exhibit.Table table ->
                    section.append("\n**")
                            .append(table.title())
                            .append("**\n\n")
                            .append(TextTable.markdown(table));
                case Exhibit.Bars bars -> section.append(picture(bars.file(), bars.title(), BarChart.draw(bars)));
                case Exhibit.Lines lines -> section.append(picture(lines.file(), lines.title(), LineChart.draw(lines)));
            }
        }
        section.append("\n<sub>")
                .append(results.provenance())
                .append(parameters(results.parameters()))
                .append(".</sub>\n\n");
        return section.toString();
    }

    private static String parameters(Map<String, Object> parameters) {
        return parameters.isEmpty()
                ? ""
                : "; "
                        + parameters.entrySet().stream()
                                .sorted(Map.Entry.comparingByKey())
                                .map(entry -> entry.getKey() + " " + entry.getValue())
                                .collect(Collectors.joining(", "));
    }

    private String picture(String name, String title, String svg) {
        write(pictures.resolve(name + ".svg"), svg);
        return "\n![" + title + "](" + pictures.getFileName() + "/" + name + ".svg)\n";
    }

    private String read() {
        try {
            return Files.exists(file) ? Files.readString(file) : "# Performance\n";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void write(Path target, String text) {
        try {
            Files.createDirectories(target.getParent());
            Files.writeString(target, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
