#!/usr/bin/env bash
# mysql-replication 1.0.17 on MariaDB 10.11.19: a value of BINARY that ends in zeros is shorter in the log than in the
# table.
#
# BINARY(n) always has n bytes, and SELECT gives n. The log has them without the zeros at the end, as it has CHAR without
# spaces, and the parser gives what is there instead of filling it up to the length that it knows from the table's map. So a
# key of BINARY(16), as UUIDs often are, differs from the table's own for one row in 256, and an update by that key finds
# nothing. A type of MariaDB's own (uuid) is read likewise. VARBINARY is right.
#
# Output seen:
#   binary(4): written 0a0b0c0d, read 0a0b0c0d
#   binary(4): written 0a0b0000, read 0a0b
#   uuid: written 16 bytes, read 16 bytes
#   uuid: written 16 bytes, read 15 bytes
#   varbinary(4): written 0a0b0000, read 0a0b0000
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


root.execute("CREATE TABLE shop.fixed (value binary(4))")
root.execute("CREATE TABLE shop.free (value varbinary(4))")
root.execute("CREATE TABLE shop.ids (value uuid)")
for table in ("fixed", "free"):
    root.execute(f"INSERT INTO shop.{table} VALUES (x'0a0b0c0d'), (x'0a0b0000')")
root.execute("INSERT INTO shop.ids VALUES ('5f7bdd18-4d6a-4a6c-9a38-6f0d3c1b2a01'), ('5f7bdd18-4d6a-4a6c-9a38-6f0d3c1b2a00')")
TYPES = {"fixed": "binary(4)", "ids": "uuid", "free": "varbinary(4)"}
read = list(changes())
for table, column in TYPES.items():
    root.execute(f"SELECT value FROM shop.{table}")
    for (written,), got in zip(root.fetchall(), [values["value"] for name, _, values in read if name == table], strict=True):
        if table == "ids":
            print(f"uuid: written {len(written.replace('-', '')) // 2} bytes, read {len(got)} bytes")
        elif table == "fixed" or written.endswith(bytes(2)):
            print(f"{column}: written {written.hex()}, read {got.hex()}")
PYTHON
diff - output <<'SEEN'
binary(4): written 0a0b0c0d, read 0a0b0c0d
binary(4): written 0a0b0000, read 0a0b
uuid: written 16 bytes, read 16 bytes
uuid: written 16 bytes, read 15 bytes
varbinary(4): written 0a0b0000, read 0a0b0000
SEEN
