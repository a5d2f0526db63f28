package dev.tributary.enrich;

import dev.tributary.topics.Schemas;
import org.apache.avro.Schema;

/**
 * Puts a result together, in Confluent's wire format and as the published contract {@code EnrichedOrder.avsc} says, out of
 * what the stores hold encoded already.
 */
final class EnrichedOrderEncoder {

    static final Schema SCHEMA = Schemas.load("EnrichedOrder");

    private static final int HEADER_BYTES = 5;

    private final int schemaId;

    /** @param schemaId of {@link #SCHEMA} at the registry */
    EnrichedOrderEncoder(int schemaId) {
        this.schemaId = schemaId;
    }

    /**
     * The value of a result.
     *
     * @param order a cell of {@code orders}
     * @param user a cell of {@code users}, or 0 for none
     */
    byte[] encode(OrderCells orders, int order, UserStore users, int user) {
        int columns = orders.columnsLength(order);
        int provenance = orders.provenanceLength(order);
        int userColumns = user == 0 ? 1 : users.columnsLength(user);
        int userProvenance = user == 0 ? 2 : users.provenanceLength(user);
        byte[] value = new byte[HEADER_BYTES + columns + userColumns + provenance + userProvenance];
        value[1] = (byte) (schemaId >>> 24);
        value[2] = (byte) (schemaId >>> 16);
        value[3] = (byte) (schemaId >>> 8);
        value[4] = (byte) schemaId;
        int at = HEADER_BYTES;
        orders.readColumns(order, value, at);
        at += columns;
        if (user != 0) { // Otherwise all of it is the index of the branch "null", which is 0.
            users.readColumns(user, value, at);
        }
        at += userColumns;
        orders.readProvenance(order, value, at);
        at += provenance;
        if (user != 0) {
            users.readProvenance(user, value, at);
        }
        return value;
    }
}
