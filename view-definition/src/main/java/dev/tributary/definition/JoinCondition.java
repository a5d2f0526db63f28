package dev.tributary.definition;

/** {@code left = right}, as written. */
public record JoinCondition(ColumnReference left, ColumnReference right) {}
