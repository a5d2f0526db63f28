-- The tables of Debezium's tutorial that the view inventory-orders joins, in the schema inventory.

CREATE SCHEMA IF NOT EXISTS inventory;

CREATE TABLE IF NOT EXISTS inventory.customers (
    id         serial PRIMARY KEY,
    first_name varchar(255) NOT NULL,
    last_name  varchar(255) NOT NULL,
    email      varchar(255) NOT NULL UNIQUE
);

CREATE TABLE IF NOT EXISTS inventory.products (
    id          serial PRIMARY KEY,
    name        varchar(255) NOT NULL,
    description varchar(512),
    weight      double precision
);

CREATE TABLE IF NOT EXISTS inventory.products_on_hand (
    product_id int PRIMARY KEY REFERENCES inventory.products (id),
    quantity   int NOT NULL
);

CREATE TABLE IF NOT EXISTS inventory.orders (
    id         serial PRIMARY KEY,
    order_date date NOT NULL,
    purchaser  int NOT NULL REFERENCES inventory.customers (id),
    quantity   int NOT NULL,
    product_id int NOT NULL REFERENCES inventory.products (id)
);

-- Without these, to delete a customer or a product reads every order.
CREATE INDEX IF NOT EXISTS orders_purchaser_idx ON inventory.orders (purchaser);
CREATE INDEX IF NOT EXISTS orders_product_id_idx ON inventory.orders (product_id);
