-- TRUNCATE names no rows, so there is nothing that could be captured of it: the orders would stay in
-- enriched-orders for ever. It is refused here, where it can still be done another way.

CREATE OR REPLACE FUNCTION tributary.refuse_truncate() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'table %.% is captured row by row, and TRUNCATE names no rows', TG_TABLE_SCHEMA, TG_TABLE_NAME
        USING HINT = format('Use DELETE FROM %I.%I.', TG_TABLE_SCHEMA, TG_TABLE_NAME),
              ERRCODE = 'feature_not_supported';
END
$$;

CREATE OR REPLACE TRIGGER refuse_truncate BEFORE TRUNCATE ON public.users
    FOR EACH STATEMENT EXECUTE FUNCTION tributary.refuse_truncate();
CREATE OR REPLACE TRIGGER refuse_truncate BEFORE TRUNCATE ON public.orders
    FOR EACH STATEMENT EXECUTE FUNCTION tributary.refuse_truncate();
