#!/usr/bin/env bash
# MariaDB 10.11.19: for a user who may only read, two views of information_schema have no keys, and the others have all.
#
# With SELECT on a schema, REFERENTIAL_CONSTRAINTS and TABLE_CONSTRAINTS are empty, as both want a privilege other than
# SELECT. KEY_COLUMN_USAGE, STATISTICS and SHOW CREATE TABLE tell the same user of the same keys. There is no error and no
# warning: a program that reads keys with a reader's login believes that there are none. SELECT on everything (*.*) doesn't
# change it; REFERENCES or INSERT on the schema does, though neither is needed to read.
#
# Output seen:
#   SELECT on shop.*: referential_constraints 0, table_constraints 0, key_column_usage 3, statistics 3, show create table yes
#   SELECT on *.*: referential_constraints 0, table_constraints 0, key_column_usage 3, statistics 3, show create table yes
#   SELECT, REFERENCES on shop.*: referential_constraints 1, table_constraints 3, key_column_usage 3, statistics 3, show create table yes
#   SELECT, INSERT on shop.*: referential_constraints 1, table_constraints 3, key_column_usage 3, statistics 3, show create table yes
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --no-compile --quiet --disable-pip-version-check pymysql==1.2.4
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
usr/sbin/mariadbd "${options[@]}" --skip-networking --socket="$folder/socket" 2>/dev/null &
server=$!
trap 'kill "$server"; wait "$server" || true; rm -rf "$folder"' EXIT
venv/bin/python - "$folder/socket" <<'PYTHON' | tee output
import pathlib
import sys
import time

import pymysql

while not pathlib.Path(sys.argv[1]).exists():
    time.sleep(0.1)


def login(user):
    return pymysql.connect(unix_socket=sys.argv[1], user=user, autocommit=True).cursor()


root = login("root")
root.execute("CREATE DATABASE shop")
root.execute("CREATE TABLE shop.customers (id int PRIMARY KEY)")
root.execute("""
    CREATE TABLE shop.orders (id int PRIMARY KEY, customer int, FOREIGN KEY (customer) REFERENCES shop.customers (id))
""")
VIEWS = {
    "referential_constraints": "constraint_schema",
    "table_constraints": "constraint_schema",
    "key_column_usage": "constraint_schema",
    "statistics": "table_schema",
}
for number, rights in enumerate(
    ("SELECT on shop.*", "SELECT on *.*", "SELECT, REFERENCES on shop.*", "SELECT, INSERT on shop.*")
):
    root.execute(f"CREATE USER reader{number}@localhost")
    root.execute(f"GRANT {rights} TO reader{number}@localhost")
    reader = login(f"reader{number}")
    found = []
    for view, column in VIEWS.items():
        reader.execute(f"SELECT count(*) FROM information_schema.{view} WHERE {column} = 'shop'")
        found.append(f"{view} {reader.fetchone()[0]}")
    reader.execute("SHOW CREATE TABLE shop.orders")
    shown = "yes" if "FOREIGN KEY" in reader.fetchone()[1] else "no"
    print(f"{rights}: {', '.join(found)}, show create table {shown}")
PYTHON
diff - output <<'SEEN'
SELECT on shop.*: referential_constraints 0, table_constraints 0, key_column_usage 3, statistics 3, show create table yes
SELECT on *.*: referential_constraints 0, table_constraints 0, key_column_usage 3, statistics 3, show create table yes
SELECT, REFERENCES on shop.*: referential_constraints 1, table_constraints 3, key_column_usage 3, statistics 3, show create table yes
SELECT, INSERT on shop.*: referential_constraints 1, table_constraints 3, key_column_usage 3, statistics 3, show create table yes
SEEN
