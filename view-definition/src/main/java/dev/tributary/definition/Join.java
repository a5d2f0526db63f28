package dev.tributary.definition;

/** A {@code LEFT JOIN}: a row of the base table stays whether there is a row to join or not. */
public record Join(JoinedTable joined, JoinCondition on) {

    public Name scopeName() {
        return joined.scopeName();
    }

    /** The side of the condition that is of the joined table: its primary key. */
    public ColumnReference joinedSide() {
        return on.left().isOf(scopeName()) ? on.left() : on.right();
    }

    /** The side of the condition that is of the base table: its foreign key. */
    public ColumnReference baseSide() {
        return on.left().isOf(scopeName()) ? on.right() : on.left();
    }
}
