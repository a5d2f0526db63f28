CREATE VIEW "inventory-orders" AS
SELECT o.id, o.order_date, o.purchaser, o.quantity, o.product_id,
       c AS customer, p AS product, stock.quantity AS on_hand
FROM inventory.orders o
LEFT JOIN inventory.customers c ON c.id = o.purchaser
LEFT JOIN inventory.products p ON p.id = o.product_id
LEFT JOIN inventory.products_on_hand stock ON stock.product_id = o.product_id;
