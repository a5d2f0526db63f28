package dev.tributary.enrich;

import dev.tributary.avro.FlatSchema;

/** Where the columns of an order are found in a flat record. */
record OrderLeaves(int id, int userId, int productName, int quantity, int orderDate) {

    /**
     * Looks the columns up.
     *
     * @param prefix path of the record that holds the columns, with a dot behind it, or empty
     */
    static OrderLeaves of(FlatSchema schema, String prefix) {
        return new OrderLeaves(
                schema.leaf(prefix + "id"),
                schema.leaf(prefix + "user_id"),
                schema.leaf(prefix + "product_name"),
                schema.leaf(prefix + "quantity"),
                schema.leaf(prefix + "order_date"));
    }
}
