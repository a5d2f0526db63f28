-- A handful of rows to look at, only where there are none yet.

INSERT INTO public.users (name, email)
SELECT *
FROM (VALUES ('Ada Lovelace', 'ada@example.com'),
             ('Grace Hopper', 'grace@example.com'),
             ('Katherine Johnson', 'katherine@example.com')) AS sample (name, email)
WHERE NOT EXISTS (SELECT FROM public.users);

INSERT INTO public.orders (user_id, product_name, quantity)
SELECT u.id, sample.product_name, sample.quantity
FROM (VALUES ('ada@example.com', 'Difference engine', 1),
             ('ada@example.com', 'Punched cards', 500),
             ('grace@example.com', 'Nanosecond of wire', 25),
             ('katherine@example.com', 'Slide rule', 2)) AS sample (email, product_name, quantity)
JOIN public.users u USING (email)
WHERE NOT EXISTS (SELECT FROM public.orders);
