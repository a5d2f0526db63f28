-- The tables of the shop, and the schema that belongs to Tributary itself.
-- Every file in this folder can be run again: it changes nothing that is there already.

CREATE TABLE IF NOT EXISTS public.users (
    id         serial PRIMARY KEY,
    name       varchar(100),
    email      varchar(100),
    created_at timestamp DEFAULT current_timestamp
);

CREATE TABLE IF NOT EXISTS public.orders (
    id           serial PRIMARY KEY,
    user_id      int REFERENCES public.users (id),
    product_name varchar(100),
    quantity     int,
    order_date   timestamp DEFAULT current_timestamp
);

-- Without it, deleting a user, or asking for a user's orders, reads every order.
CREATE INDEX IF NOT EXISTS orders_user_id_idx ON public.orders (user_id);

CREATE SCHEMA IF NOT EXISTS tributary;

-- One row, touched by the connector's heartbeat. While the shop is idle and other databases of the
-- server are busy, these changes are what moves the replication slot, so that WAL can be removed.
CREATE TABLE IF NOT EXISTS tributary.heartbeat (
    id      int PRIMARY KEY CHECK (id = 1),
    beat_at timestamptz NOT NULL
);

-- What the connector is asked for while it runs: a row of it is a request, such as to read a table once more. The columns,
-- and their order, are Debezium's.
CREATE TABLE IF NOT EXISTS tributary.signal (
    id   varchar(64) PRIMARY KEY,
    type varchar(32) NOT NULL,
    data varchar(2048)
);
