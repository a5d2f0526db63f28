package dev.tributary.tools.generate;

/**
 * What a generator has done so far.
 *
 * @param committedChanges rows inserted, updated and deleted for good
 * @param committedTransactions transactions that did so
 * @param rolledBackTransactions transactions taken back on purpose
 * @param retries transactions made again after a deadlock or the like
 */
public record Totals(long committedChanges, long committedTransactions, long rolledBackTransactions, long retries) {}
