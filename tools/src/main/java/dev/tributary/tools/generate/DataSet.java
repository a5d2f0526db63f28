package dev.tributary.tools.generate;

import dev.tributary.tools.Postgres;
import dev.tributary.tools.ToolException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.random.RandomGenerator;

/** Tables of the project with rows to begin with, of which there is a view, and which changes can be generated for. */
public enum DataSet {

    /** Users and their orders. */
    SHOP("enriched-orders", ShopPlanner.ORDERS.name()),

    /** The tables of Debezium's tutorial: customers, products, how many of each are on hand, and orders. */
    INVENTORY("inventory-orders", InventoryPlanner.ORDERS.name());

    private final String view;
    private final String orders;

    DataSet(String view, String orders) {
        this.view = view;
        this.orders = orders;
    }

    /**
     * The one whose tables are in a database, the shop if both are.
     *
     * @throws ToolException if there is none
     */
    static DataSet in(Postgres postgres) throws SQLException {
        try (Connection connection = postgres.open("tributary-generate")) {
            for (DataSet dataSet : values()) {
                if (dataSet.isIn(connection)) {
                    return dataSet;
                }
            }
        }
        throw ToolException.failed("there is neither " + SHOP.orders + " nor " + INVENTORY.orders + " in " + postgres
                + ": changes are generated for the tables of `./tributary demo`");
    }

    private boolean isIn(Connection connection) throws SQLException {
        String sql = "SELECT FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
                + " WHERE n.nspname || '.' || c.relname = ?";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, orders);
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next();
            }
        }
    }

    /** The name of its view, and of the view's file. */
    public String view() {
        return view;
    }

    Planner planner(RandomGenerator random) {
        return switch (this) {
            case SHOP -> new ShopPlanner(random);
            case INVENTORY -> new InventoryPlanner(random);
        };
    }
}
