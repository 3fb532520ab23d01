"""
Measure how long a catalog of 10,000 tables takes to be read from PostgreSQL, against psql; print the figures as JSON.

Both are of version 18, and each connects anew. psql writes what it reads to a file, as the catalog would be written.
"""

import gc
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import psycopg

from dms_constructs.cli import server as reader
from tests.databases import postgresql
from tests.databases.server import Server

HERE = Path(__file__).parent
SCHEMA, REFERENCE = HERE / "reading_schema.sql", HERE / "reading.sql"
TABLES, COLUMNS = 10_000, 20
RUNS = 5


def seconds(run: Callable[[], object]) -> float:
    gc.collect()
    start = time.perf_counter()
    run()
    return time.perf_counter() - start


def main() -> None:
    programs = postgresql.programs_of_18()
    with postgresql.serve(programs, SCHEMA) as server, tempfile.TemporaryDirectory() as folder:
        os.environ["PGPASSWORD"] = server.password
        fill(server)
        url = server.url(server.user)
        catalog = reader.read(url)
        columns = sum(len(table.columns) for table in catalog.tables)
        if (len(catalog.tables), columns) != (TABLES, TABLES * COLUMNS):
            raise SystemExit(f"the catalog has {len(catalog.tables)} tables and {columns} columns")
        del catalog

        def psql() -> object:
            return asked(programs, server, Path(folder) / "psql")

        def command() -> object:
            arguments = ["catalog", url, "--output", f"{folder}/catalog.json"]
            return subprocess.run(
                [sys.executable, "-m", "dms_constructs.cli", *arguments], check=True, capture_output=True
            )

        psql()
        rounds = [(seconds(psql), seconds(lambda: reader.read(url)), seconds(command)) for _ in range(RUNS)]
    print(
        json.dumps(
            {
                "psql_s": statistics.median(psql for psql, _, _ in rounds),
                "ours_s": statistics.median(ours for _, ours, _ in rounds),
                "command_s": statistics.median(command for _, _, command in rounds),
                "ratio": statistics.median(ours / psql for psql, ours, _ in rounds),
            }
        )
    )


def fill(server: Server) -> None:
    """Make the tables, each schema in a transaction of its own."""
    with psycopg.connect(
        host=server.host, port=server.port, user=server.user, dbname=server.database, autocommit=True
    ) as connection:
        connection.execute("call make_tables()")
        connection.execute("analyze")


def asked(programs: Path, server: Server, to: Path) -> object:
    """Let psql run the reference queries."""
    place = ("--host", server.host, "--port", str(server.port), "--username", server.user, "--dbname", server.database)
    options = ("--no-psqlrc", "--quiet", "--no-align", "--file", REFERENCE, "--output", to)
    return subprocess.run([programs / "psql", *place, *options], check=True, capture_output=True)


if __name__ == "__main__":
    main()
