-- The view enriched-orders as a table.
CREATE TABLE IF NOT EXISTS "enriched-orders" ("id" bigint PRIMARY KEY);
ALTER TABLE "enriched-orders"
  ADD COLUMN IF NOT EXISTS "user_id" bigint,
  ADD COLUMN IF NOT EXISTS "product_name" text,
  ADD COLUMN IF NOT EXISTS "quantity" integer,
  ADD COLUMN IF NOT EXISTS "order_date" timestamp,
  ADD COLUMN IF NOT EXISTS "user" jsonb,
  ADD COLUMN IF NOT EXISTS "order_lsn" bigint,
  ADD COLUMN IF NOT EXISTS "order_committed_at" timestamptz,
  ADD COLUMN IF NOT EXISTS "user_lsn" bigint,
  ADD COLUMN IF NOT EXISTS "user_committed_at" timestamptz;
