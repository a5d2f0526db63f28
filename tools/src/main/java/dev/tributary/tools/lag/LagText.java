package dev.tributary.tools.lag;

import java.util.List;
import java.util.Locale;

/** Lags for people, and for Prometheus. */
final class LagText {

    private LagText() {}

    /** A line for each group and topic. */
    static String table(List<GroupLag> groups) {
        StringBuilder text = new StringBuilder();
        for (GroupLag group : groups) {
            text.append(String.format(
                    Locale.ROOT,
                    "%s, %d %s%n",
                    group.group(),
                    group.members(),
                    group.members() == 1 ? "member" : "members"));
            if (group.offsets().isEmpty()) {
                text.append("  it has committed nothing yet\n");
            }
            group.offsets()
                    .forEach((topic, offsets) ->
                            text.append(String.format(Locale.ROOT, "  %,12d  %s%n", offsets, topic)));
        }
        return text.toString();
    }

    /** In Prometheus' text format, version 0.0.4. */
    static String metrics(List<GroupLag> groups) {
        StringBuilder text = new StringBuilder("""
                # HELP tributary_group_members Members of a consumer group, as the broker knows it
                # TYPE tributary_group_members gauge
                """);
        for (GroupLag group : groups) {
            text.append(
                    "tributary_group_members{group=\"%s\"} %d%n".formatted(escaped(group.group()), group.members()));
        }
        text.append("""
                # HELP tributary_group_lag_offsets Committed offsets of a topic that a consumer group has left
                # TYPE tributary_group_lag_offsets gauge
                """);
        for (GroupLag group : groups) {
            group.offsets()
                    .forEach((topic, offsets) ->
                            text.append("tributary_group_lag_offsets{group=\"%s\",topic=\"%s\"} %d%n"
                                    .formatted(escaped(group.group()), escaped(topic), offsets)));
        }
        return text.toString();
    }

    private static String escaped(String label) {
        return label.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
    }
}
