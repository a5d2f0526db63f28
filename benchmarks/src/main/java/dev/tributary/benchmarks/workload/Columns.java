package dev.tributary.benchmarks.workload;

import org.jspecify.annotations.Nullable;

/**
 * The columns of every row, a function of the row's id and of the number of the change that wrote it, so that a row takes
 * no memory. A product name is unique to its change: whoever sees one knows which change it belongs to.
 */
public final class Columns {

    private static final long MICROS_OF_2026 = 1_767_225_600_000_000L;
    private static final String[] PRODUCTS = {
        "Portable slide rule", "Brass sextant", "Tin lantern", "Walnut abacus", "Copper kettle", "Paper orrery"
    };
    private static final String[] FIRST = {"Ada", "Łukasz", "Grace", "Edsger", "Barbara", "José", "Katherine", "Alan"};
    private static final String[] LAST = {"Lovelace", "García", "Hopper", "Nowak", "Liskov", "Johnson", "Turing"};

    private Columns() {}

    public static String product(int change) {
        return PRODUCTS[change % PRODUCTS.length] + " #" + change;
    }

    /** The number of the change that wrote this name; -1 if it is not of ours. */
    public static int changeOf(@Nullable String product) {
        int mark = product == null ? -1 : product.lastIndexOf('#');
        return product == null || mark < 0 ? -1 : Integer.parseInt(product.substring(mark + 1));
    }

    static int quantity(int change) {
        return 1 + change % 9;
    }

    static long orderDate(int order) {
        return MICROS_OF_2026 + order * 1_000_003L;
    }

    static String userName(int user, int version) {
        String name = FIRST[user % FIRST.length] + " " + LAST[user % LAST.length];
        return version == 1 ? name : name + " " + version;
    }

    static String email(int user) {
        return FIRST[user % FIRST.length].charAt(0) + "." + user + "@example.com";
    }

    static long createdAt(int user) {
        return MICROS_OF_2026 - user * 1_000_001L;
    }
}
