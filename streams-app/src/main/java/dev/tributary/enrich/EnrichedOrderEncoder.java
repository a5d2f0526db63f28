package dev.tributary.enrich;

/**
 * Puts a result together, in Confluent's wire format and as the contract of the view says, out of what the stores hold encoded
 * already.
 */
final class EnrichedOrderEncoder {

    private static final int HEADER_BYTES = 5;

    private final int schemaId;

    /** @param schemaId of the contract at the registry */
    EnrichedOrderEncoder(int schemaId) {
        this.schemaId = schemaId;
    }

    /**
     * The value of a result.
     *
     * @param order a cell of {@code orders}
     * @param user the order's, or none
     */
    byte[] encode(OrderCells orders, int order, UserSnapshot user) {
        int columns = orders.columnsLength(order);
        int provenance = orders.provenanceLength(order);
        byte[] value = new byte[HEADER_BYTES + columns + user.columnsLength() + provenance + user.provenanceLength()];
        value[1] = (byte) (schemaId >>> 24);
        value[2] = (byte) (schemaId >>> 16);
        value[3] = (byte) (schemaId >>> 8);
        value[4] = (byte) schemaId;
        int at = HEADER_BYTES;
        orders.readColumns(order, value, at);
        at += columns;
        user.copyColumns(value, at);
        at += user.columnsLength();
        orders.readProvenance(order, value, at);
        at += provenance;
        user.copyProvenance(value, at);
        return value;
    }
}
