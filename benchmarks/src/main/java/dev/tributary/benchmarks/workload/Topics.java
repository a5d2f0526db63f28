package dev.tributary.benchmarks.workload;

import java.util.List;

/**
 * The topics of change events that a contender reads.
 *
 * @param names of each of the tables, in the order of {@link DataSet#tables}
 */
public record Topics(DataSet dataSet, List<String> names) {

    public Topics {
        names = List.copyOf(names);
    }

    /** Named by the tables. */
    public static Topics of(DataSet dataSet, String prefix) {
        return new Topics(
                dataSet,
                dataSet.tables().stream()
                        .map(table -> prefix + "." + table.name())
                        .toList());
    }

    String of(int table) {
        return names.get(table);
    }

    public String orders() {
        return of(DataSet.ORDERS);
    }

    /** In the order of the view. */
    public List<String> joined() {
        return names.subList(1, names.size());
    }
}
