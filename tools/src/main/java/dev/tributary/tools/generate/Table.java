package dev.tributary.tools.generate;

/**
 * A table of a data set.
 *
 * @param name with its schema
 * @param rank every transaction locks rows of a table with a lower one first
 */
record Table(String name, int rank) {}
