package dev.tributary.tools.generate;

import java.util.OptionalLong;

/**
 * What a generator writes.
 *
 * @param dataSet whose tables are changed
 * @param seed of all random choices
 * @param rate committed row changes per second; 0 for as many as possible
 * @param connections connections that write at the same time
 * @param maxTransactionRows row changes in one transaction, at most
 * @param changes committed row changes after which to stop
 */
public record GeneratorSettings(
        DataSet dataSet, long seed, int rate, int connections, int maxTransactionRows, OptionalLong changes) {

    public GeneratorSettings {
        require(rate >= 0, "the rate must not be negative");
        require(connections >= 1 && connections <= 100, "there must be 1 to 100 connections");
        require(maxTransactionRows >= 1 && maxTransactionRows <= 1_000, "a transaction must have 1 to 1000 rows");
        require(changes.isEmpty() || changes.getAsLong() >= 1, "the number of changes must be at least 1");
    }

    private static void require(boolean condition, String message) {
        if (!condition) {
            throw new IllegalArgumentException(message);
        }
    }

    public static GeneratorSettings defaults() {
        return new GeneratorSettings(DataSet.SHOP, 1, 200, 4, 8, OptionalLong.empty());
    }

    public GeneratorSettings withDataSet(DataSet value) {
        return new GeneratorSettings(value, seed, rate, connections, maxTransactionRows, changes);
    }

    public GeneratorSettings withSeed(long value) {
        return new GeneratorSettings(dataSet, value, rate, connections, maxTransactionRows, changes);
    }

    public GeneratorSettings withRate(int value) {
        return new GeneratorSettings(dataSet, seed, value, connections, maxTransactionRows, changes);
    }

    public GeneratorSettings withConnections(int value) {
        return new GeneratorSettings(dataSet, seed, rate, value, maxTransactionRows, changes);
    }

    public GeneratorSettings withMaxTransactionRows(int value) {
        return new GeneratorSettings(dataSet, seed, rate, connections, value, changes);
    }

    public GeneratorSettings withChanges(long value) {
        return new GeneratorSettings(dataSet, seed, rate, connections, maxTransactionRows, OptionalLong.of(value));
    }

    /** A transaction is made at once, so at a low rate it has fewer rows: never more than a quarter of a second's. */
    int rowsAtOnce() {
        return rate == 0 ? maxTransactionRows : Math.min(maxTransactionRows, Math.max(1, rate / 4));
    }
}
