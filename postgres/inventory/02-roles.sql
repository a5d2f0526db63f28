-- shop owns the tables and is what programs log in as. It has no password here: whoever runs this file sets one with
-- ALTER ROLE … PASSWORD, from a secret of their own. Run ../00-connector.sql before. What the role debezium may read, the
-- publication and the guards are derived from the view: ./tributary view sql views/inventory-orders.sql

DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'shop') THEN
        CREATE ROLE shop LOGIN;
    END IF;
END
$$;

ALTER SCHEMA inventory OWNER TO shop;
ALTER TABLE inventory.customers OWNER TO shop;
ALTER TABLE inventory.products OWNER TO shop;
ALTER TABLE inventory.products_on_hand OWNER TO shop;
ALTER TABLE inventory.orders OWNER TO shop;
ALTER SCHEMA tributary OWNER TO shop;
ALTER TABLE tributary.heartbeat OWNER TO shop;
ALTER TABLE tributary.signal OWNER TO shop;
