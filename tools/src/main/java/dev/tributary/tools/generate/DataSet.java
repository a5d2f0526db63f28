package dev.tributary.tools.generate;

/** Tables of the project with rows to begin with, of which there is a view, and which changes can be generated for. */
public enum DataSet {

    /** Users and their orders. */
    SHOP("enriched-orders"),

    /** The tables of Debezium's tutorial: customers, products, what is on hand of them, and orders. */
    INVENTORY("inventory-orders");

    private final String view;

    DataSet(String view) {
        this.view = view;
    }

    /** The name of its view, and of the view's file. */
    public String view() {
        return view;
    }
}
