-- The rows of Debezium's tutorial, only where there are none yet.

DO $$
BEGIN
    IF EXISTS (SELECT FROM inventory.customers) OR EXISTS (SELECT FROM inventory.products) THEN
        RETURN;
    END IF;
    INSERT INTO inventory.customers (id, first_name, last_name, email)
    VALUES (1001, 'Sally', 'Thomas', 'sally.thomas@acme.com'),
           (1002, 'George', 'Bailey', 'gbailey@foobar.com'),
           (1003, 'Edward', 'Walker', 'ed@walker.com'),
           (1004, 'Anne', 'Kretchmar', 'annek@noanswer.org');
    INSERT INTO inventory.products (id, name, description, weight)
    VALUES (101, 'scooter', 'Small 2-wheel scooter', 3.14),
           (102, 'car battery', '12V car battery', 8.1),
           (103, '12-pack drill bits', '12-pack of drill bits with sizes ranging from #40 to #3', 0.8),
           (104, 'hammer', '12oz carpenter''s hammer', 0.75),
           (105, 'hammer', '14oz carpenter''s hammer', 0.875),
           (106, 'hammer', '16oz carpenter''s hammer', 1.0),
           (107, 'rocks', 'box of assorted rocks', 5.3),
           (108, 'jacket', 'water resistant black wind breaker', 0.1),
           (109, 'spare tire', '24 inch spare tire', 22.2);
    INSERT INTO inventory.products_on_hand (product_id, quantity)
    VALUES (101, 3), (102, 8), (103, 18), (104, 4), (105, 5), (106, 0), (107, 44), (108, 2), (109, 5);
    INSERT INTO inventory.orders (id, order_date, purchaser, quantity, product_id)
    VALUES (10001, '2016-01-16', 1001, 1, 102),
           (10002, '2016-01-17', 1002, 2, 105),
           (10003, '2016-02-19', 1002, 2, 106),
           (10004, '2016-02-21', 1003, 1, 107);
    -- Where the rows were deleted, the sequences have gone further.
    PERFORM setval('inventory.customers_id_seq', greatest(1004, (SELECT last_value FROM inventory.customers_id_seq)));
    PERFORM setval('inventory.products_id_seq', greatest(109, (SELECT last_value FROM inventory.products_id_seq)));
    PERFORM setval('inventory.orders_id_seq', greatest(10004, (SELECT last_value FROM inventory.orders_id_seq)));
END
$$;
