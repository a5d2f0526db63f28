package dev.tributary.benchmarks.workload;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Tables of which one, the orders, refers to the others, and the view that joins them.
 *
 * @param view whose file and contract are in {@code views/}
 * @param foreignKeys how many an order has
 * @param joined in the order of the view
 */
public record DataSet(String name, String view, int foreignKeys, Table orders, List<Joined> joined) {

    /** The place of the orders in {@link #tables}; the joined tables come after it. */
    public static final int ORDERS = 0;

    public DataSet {
        joined = List.copyOf(joined);
    }

    /** The orders, and the joined tables in the order of the view. */
    public List<Table> tables() {
        List<Table> tables = new ArrayList<>(List.of(orders));
        joined.forEach(one -> tables.add(one.table()));
        return tables;
    }

    /** The definition of the view. */
    public Path sql(Path project) {
        return project.resolve("views/" + view + ".sql");
    }

    /** The schema of the view's results. */
    public Path contract(Path project) {
        return project.resolve("views/" + view + ".avsc");
    }
}
