-- An order with the user who placed it.
CREATE VIEW "enriched-orders" AS
SELECT o.id, o.user_id, o.product_name, o.quantity, o.order_date, u AS "user"
FROM orders o
LEFT JOIN users u ON u.id = o.user_id;
