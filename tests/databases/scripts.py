"""Scripts of checklists, run by the clients that they are for, and checklists that lack something."""

from __future__ import annotations

import dataclasses
import os
import shutil
import subprocess
from collections.abc import Iterator

import dms_constructs as dms
from tests.databases import postgresql
from tests.databases.server import Server, missing

__all__ = ["PASSWORD", "lacking", "missing_client", "run_by_mysql", "run_by_psql"]

PASSWORD = "dms's own $ecret"


def run_by_psql(server: Server, script: str, database: str, user: str | None = None) -> str:
    """Run a script as psql does, by default as the superuser; return what it said, or raise."""
    return _run(
        [
            str(postgresql.programs() / "psql"),
            *("--no-psqlrc", "--quiet", "--file=-", f"--host={server.host}", f"--port={server.port}"),
            *(f"--username={user or server.user}", f"--dbname={database}"),
        ],
        script,
        PGPASSWORD=server.password,
        DMS_PASSWORD=PASSWORD,
    )


def run_by_mysql(server: Server, script: str) -> str:
    """Run a script as the client of MariaDB does, behind the line that the checklist asks for."""
    program = shutil.which("mariadb") or shutil.which("mysql") or missing("client of MariaDB", "mariadb-client")
    password = PASSWORD.replace("'", "''")
    return _run(
        [program, "--no-defaults", f"--host={server.host}", f"--port={server.port}", f"--user={server.user}"],
        f"SET @dms_password = '{password}';\n{script}",
        MYSQL_PWD=server.password,
    )


def missing_client(program: str) -> None:
    """Skip a test that needs a client where there is none on the path."""
    if shutil.which(program) is None:
        missing(f"client {program}", {"psql": "postgresql-client", "mysql": "mariadb-client"}[program])


def _run(command: list[str], script: str, **environment: str) -> str:
    done = subprocess.run(
        command,
        input=script,
        env={"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", **environment},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    if done.returncode != 0:
        raise RuntimeError(done.stderr)
    return done.stdout


def lacking(checklist: dms.Prerequisites) -> Iterator[tuple[str, dms.Prerequisites]]:
    """Yield the checklist without each of its statements, and which that is."""
    for place, item in enumerate(checklist.items):
        for index, statement in enumerate(item.statements):
            rest = (*item.statements[:index], *item.statements[index + 1 :])
            items = list(checklist.items)
            items[place] = dataclasses.replace(item, statements=rest)
            yield f"{item.id}: {statement}", dataclasses.replace(checklist, items=tuple(items))
