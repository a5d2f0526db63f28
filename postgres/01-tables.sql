-- The tables of the shop.

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
