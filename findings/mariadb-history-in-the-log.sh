#!/usr/bin/env bash
# MariaDB 10.11.19, mysql-replication 1.0.17: a row that is deleted from a table with system versioning is an update in the
# binary log, and no delete.
#
# Such a table keeps the rows of the past, so what DELETE does is to end the row: the log has an update of `row_end`, a
# column that the statement doesn't name. UPDATE is an update and an insert, of the past row, with the key of a row that is
# there. A reader that applies events to a table without versioning keeps what was deleted, and gets a duplicate key for
# each change. A delete from a part of an application-time period is an update and an insert likewise.
#
# Output seen:
#   write: insert
#   change: update, insert
#   delete: update
#   delete a part of a period: update, insert
#   rows in the table 0, after a reader applied the events 2
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --no-compile --quiet --disable-pip-version-check \
    pymysql==1.2.4 mysql-replication==1.0.17
cd "$folder"
# Packages of Debian 12 (amd64), unpacked and not installed.
apt-get download --quiet=2 mariadb-server-core=1:10.11.19-0+deb12u1 \
    liburing2=2.3-3 libaio1=0.3.113-4 libnuma1=2.0.16-1 libpcre2-8-0=10.42-1+deb12u2 2>/dev/null
for package in *.deb; do dpkg-deb --extract "$package" .; done
LD_LIBRARY_PATH=$(echo "$folder"/usr/lib/*-linux-gnu):$(echo "$folder"/lib/*-linux-gnu)
export LD_LIBRARY_PATH
options=(--no-defaults --basedir="$folder/usr" --datadir="$folder/data" --user="$(id -un)" --log-error="$folder/log")
mkdir data
{
    printf '%s\n' "CREATE DATABASE mysql;" "USE mysql;"
    cat usr/share/mysql/mysql_system_tables.sql usr/share/mysql/mysql_system_tables_data.sql
} | usr/sbin/mariadbd "${options[@]}" --bootstrap 2>/dev/null
port=$(python3 -c 'import socket; taken = socket.create_server(("127.0.0.1", 0)); print(taken.getsockname()[1])')
usr/sbin/mariadbd "${options[@]}" --bind-address=127.0.0.1 --port="$port" --socket="$folder/socket" \
    --server-id=1 --log-bin=log-bin --binlog-format=ROW --binlog-row-metadata=FULL 2>/dev/null &
server=$!
trap 'kill "$server"; wait "$server" || true; rm -rf "$folder"' EXIT
venv/bin/python - "$folder/socket" "$port" <<'PYTHON' | tee output
import pathlib
import sys
import time

import pymysql
from pymysqlreplication import BinLogStreamReader
from pymysqlreplication.row_event import DeleteRowsEvent, UpdateRowsEvent, WriteRowsEvent

while not pathlib.Path(sys.argv[1]).exists():
    time.sleep(0.1)
root = pymysql.connect(unix_socket=sys.argv[1], user="root", autocommit=True).cursor()
root.execute("CREATE USER reader@'127.0.0.1'")
root.execute("GRANT ALL ON *.* TO reader@'127.0.0.1'")
root.execute("CREATE DATABASE shop")


def changes():
    """Give each change of a row in the log: its table, its kind and its values."""
    login = {"host": "127.0.0.1", "port": int(sys.argv[2]), "user": "reader", "passwd": ""}
    events = [WriteRowsEvent, UpdateRowsEvent, DeleteRowsEvent]
    log = {"log_file": "log-bin.000001", "log_pos": 4, "is_mariadb": True, "only_schemas": ["shop"]}
    for event in BinLogStreamReader(connection_settings=login, server_id=2, only_events=events, **log):
        for row in event.rows:
            kind = type(event).__name__.removesuffix("RowsEvent").replace("Write", "insert").lower()
            yield event.table, kind, row.get("values") or row["after_values"]


root.execute("CREATE TABLE shop.prices (id int, price int, PRIMARY KEY (id)) WITH SYSTEM VERSIONING")
root.execute("CREATE TABLE shop.rooms (id int, since date, until date, PERIOD FOR booked (since, until))")
root.execute("INSERT INTO shop.rooms VALUES (1, '2026-01-01', '2026-12-31')")
STATEMENTS = {
    "write": "INSERT INTO shop.prices VALUES (1, 100)",
    "change": "UPDATE shop.prices SET price = 200",
    "delete": "DELETE FROM shop.prices",
    "delete a part of a period": "DELETE FROM shop.rooms FOR PORTION OF booked FROM '2026-03-01' TO '2026-04-01'",
}
for name, statement in STATEMENTS.items():
    before = len(list(changes()))
    root.execute(statement)
    print(f"{name}: {', '.join(kind for _, kind, _ in list(changes())[before:])}")
root.execute("SELECT count(*) FROM shop.prices")
applied = [1 if kind == "insert" else -1 if kind == "delete" else 0 for table, kind, _ in changes() if table == "prices"]
print(f"rows in the table {root.fetchone()[0]}, after a reader applied the events {sum(applied)}")
PYTHON
diff - output <<'SEEN'
write: insert
change: update, insert
delete: update
delete a part of a period: update, insert
rows in the table 0, after a reader applied the events 2
SEEN
