package dev.tributary.view;

import java.nio.file.Path;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.Random;
import java.util.function.LongConsumer;

/**
 * What an answer costs in the store alone, without HTTP, JSON or another instance: one partition's database with so many
 * orders, of ten a user. In the package of the store, which nobody else may see.
 *
 * <p>Arguments: directory, orders, bytes of a value, seconds for each. Prints nanoseconds for one order, for a page of 100, and
 * for the ten orders of a user.
 */
public final class BareReads {

    private static final long MEMORY = 128L << 20;
    private static final int MOST_PASSES = 10;

    private BareReads() {}

    public static void main(String[] arguments) {
        int orders = Integer.parseInt(arguments[1]);
        byte[] value = new byte[Integer.parseInt(arguments[2])];
        double seconds = Double.parseDouble(arguments[3]);
        try (ViewDatabase database = new ViewDatabase(Path.of(arguments[0]), MEMORY)) {
            for (int id = 1; id <= orders; id++) {
                database.put(id, OptionalLong.of(1 + id % Math.max(1, orders / 10)), value, id);
            }
            database.commit((long) orders);
            System.out.printf(
                    Locale.ROOT,
                    "%.0f %.0f %.0f%n",
                    nanos(orders, seconds, database::get),
                    nanos(orders, seconds, id -> database.rows(id, 100)),
                    nanos(Math.max(1, orders / 10), seconds, user -> database.rowsOf(user, Long.MIN_VALUE, 100)));
        }
    }

    private static double nanos(int ids, double seconds, LongConsumer read) {
        Random random = new Random(1);
        double before = pass(ids, seconds, read, random);
        double found = pass(ids, seconds, read, random);
        // The first passes are for the JIT compiler, and for what the database has to tidy up after so many writes.
        for (int more = 0; more < MOST_PASSES && found < 0.9 * before; more++) {
            before = found;
            found = pass(ids, seconds, read, random);
        }
        return found;
    }

    private static double pass(int ids, double seconds, LongConsumer read, Random random) {
        long begin = System.nanoTime();
        long end = begin + (long) (seconds * 1e9);
        long count = 0;
        while (System.nanoTime() < end) {
            read.accept(1 + random.nextInt(ids));
            count++;
        }
        return (System.nanoTime() - begin) / (double) count;
    }
}
