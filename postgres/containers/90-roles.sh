#!/bin/sh
# Run once by PostgreSQL's image, behind the scripts of the folder above: passwords, which no SQL file has, a database for the
# schema registry, and a role that may look and nothing else for the exporter.
set -eu

psql -v ON_ERROR_STOP=1 --no-psqlrc --quiet --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" <<'SQL'
\getenv shop SHOP_PASSWORD
\getenv debezium DEBEZIUM_PASSWORD
\getenv registry REGISTRY_PASSWORD
\getenv monitor MONITOR_PASSWORD
ALTER ROLE shop PASSWORD :'shop';
ALTER ROLE debezium PASSWORD :'debezium';
CREATE ROLE registry LOGIN PASSWORD :'registry';
CREATE ROLE monitor LOGIN PASSWORD :'monitor' IN ROLE pg_monitor;
-- The last one: whether it is there is what the health check asks.
CREATE DATABASE registry OWNER registry;
SQL
