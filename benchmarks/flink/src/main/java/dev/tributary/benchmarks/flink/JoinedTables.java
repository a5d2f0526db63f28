package dev.tributary.benchmarks.flink;

import java.util.List;

/**
 * Tables and the statement that joins them, as somebody who knows Flink would write them. Keys are declared, so that the planner
 * knows that a row is joined at most once; ids are read as {@code BIGINT}, which Avro makes of PostgreSQL's integers, so
 * that the key of the result is eight bytes; a timestamp stays Debezium's count of microseconds, and a date that of days.
 *
 * @param sources tables of change events
 * @param results columns of {@code enriched_orders}
 * @param insert the statement
 */
record JoinedTables(String name, List<Source> sources, String results, String insert) {

    /** A table of change events, whose topic is the option of this name. */
    record Source(String name, String columns) {}

    static final JoinedTables SHOP =
            new JoinedTables("shop", List.of(new Source("orders", """
                            id BIGINT NOT NULL,
                            user_id BIGINT,
                            product_name STRING,
                            quantity INT,
                            order_date BIGINT,
                            PRIMARY KEY (id) NOT ENFORCED
                            """), new Source("users", """
                            id BIGINT NOT NULL,
                            name STRING,
                            email STRING,
                            created_at BIGINT,
                            PRIMARY KEY (id) NOT ENFORCED
                            """)), """
            id BIGINT NOT NULL,
            user_id BIGINT,
            product_name STRING,
            quantity INT,
            order_date BIGINT,
            u_id BIGINT,
            u_name STRING,
            u_email STRING,
            u_created_at BIGINT,
            PRIMARY KEY (id) NOT ENFORCED
            """, """
            INSERT INTO enriched_orders
            SELECT o.id, o.user_id, o.product_name, o.quantity, o.order_date,
              u.id AS u_id, u.name AS u_name, u.email AS u_email, u.created_at AS u_created_at
            FROM orders AS o LEFT JOIN users AS u ON u.id = o.user_id
            """);

    static final JoinedTables INVENTORY = new JoinedTables(
            "inventory",
            List.of(
                    new Source("orders", """
                            id BIGINT NOT NULL,
                            order_date INT NOT NULL,
                            purchaser BIGINT NOT NULL,
                            quantity INT NOT NULL,
                            product_id BIGINT NOT NULL,
                            PRIMARY KEY (id) NOT ENFORCED
                            """),
                    new Source("customers", """
                            id BIGINT NOT NULL,
                            first_name STRING NOT NULL,
                            last_name STRING NOT NULL,
                            email STRING NOT NULL,
                            PRIMARY KEY (id) NOT ENFORCED
                            """),
                    new Source("products", """
                            id BIGINT NOT NULL,
                            name STRING NOT NULL,
                            description STRING,
                            weight DOUBLE,
                            PRIMARY KEY (id) NOT ENFORCED
                            """),
                    new Source("products_on_hand", """
                            product_id BIGINT NOT NULL,
                            quantity INT NOT NULL,
                            PRIMARY KEY (product_id) NOT ENFORCED
                            """)),
            """
            id BIGINT NOT NULL,
            order_date INT,
            purchaser BIGINT,
            quantity INT,
            product_id BIGINT,
            c_id BIGINT,
            c_first_name STRING,
            c_last_name STRING,
            c_email STRING,
            p_id BIGINT,
            p_name STRING,
            p_description STRING,
            p_weight DOUBLE,
            on_hand INT,
            PRIMARY KEY (id) NOT ENFORCED
            """,
            """
            INSERT INTO enriched_orders
            SELECT o.id, o.order_date, o.purchaser, o.quantity, o.product_id,
              c.id AS c_id, c.first_name AS c_first_name, c.last_name AS c_last_name, c.email AS c_email,
              p.id AS p_id, p.name AS p_name, p.description AS p_description, p.weight AS p_weight,
              s.quantity AS on_hand
            FROM orders AS o
            LEFT JOIN customers AS c ON c.id = o.purchaser
            LEFT JOIN products AS p ON p.id = o.product_id
            LEFT JOIN products_on_hand AS s ON s.product_id = o.product_id
            """);

    /** @throws BadOptionException if there is none of that name */
    static JoinedTables named(String name) {
        return List.of(SHOP, INVENTORY).stream()
                .filter(tables -> tables.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new BadOptionException("--data-set=" + name + " is neither shop nor inventory"));
    }
}
