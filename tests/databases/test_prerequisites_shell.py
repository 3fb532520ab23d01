"""The shell commands of checklists do what they say: the password comes from the secret, and the user can log in."""

from __future__ import annotations

import json
import os
import re
import subprocess
from pathlib import Path

import psycopg
import pymysql
import pytest

import dms_constructs as dms
from tests.databases.scripts import missing_client
from tests.databases.server import Server

# A person chose it, so it has what means something in SQL and in a shell.
PASSWORD = "b0-3c_K'cE^g\\R.8=Z$r`Q,w2"


def run(checklist: dms.Prerequisites, server: Server, folder: Path, **environment: str) -> None:
    """Run the shell block of a checklist with what stands for the server, and with an aws that has the secret."""
    aws = folder / "aws"
    secret = json.dumps({"username": checklist.user_name, "password": PASSWORD})
    aws.write_text(f"#!/bin/sh\ncat <<'SECRET'\n{secret}\nSECRET\n", encoding="utf-8")
    aws.chmod(0o755)
    (folder / "prerequisites.sql").write_text(checklist.sql(), encoding="utf-8")
    found = re.search(r"```sh\n(.*?)```", checklist.markdown(), re.DOTALL)
    assert found is not None
    script = found[1].replace("HOST", server.host).replace("ADMINISTRATOR", server.user)
    # A terminal would ask for the administrator's password.
    script = script.replace("DATABASE", "postgres").replace(" --password", "")
    subprocess.run(
        ["bash", "-euo", "pipefail", "-c", script],
        cwd=folder,
        env={"PATH": f"{folder}:{os.environ['PATH']}", "LC_ALL": "C.UTF-8", **environment},
        check=True,
        capture_output=True,
    )


def checklist(engine: dms.EngineName, user_name: str) -> dms.Prerequisites:
    endpoint = dms.EndpointFacts(
        endpoint_type=dms.EndpointType.TARGET,
        engine_name=engine,
        database=dms.DatabaseIdentity(database="postgres" if engine is dms.EngineName.POSTGRESQL else None),
    )
    return dms.prerequisites_of(endpoint, schemas=["sales"], user_name=user_name)


@pytest.mark.parametrize("name", ["bare_postgresql", "bare_postgresql_18"])
def test_the_user_of_postgresql_logs_in_with_the_password_of_the_secret(
    name: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    server: Server = request.getfixturevalue(name)
    missing_client("psql")

    run(
        checklist(dms.EngineName.POSTGRESQL, "by_shell"),
        server,
        tmp_path,
        PGPORT=str(server.port),
        PGPASSWORD=server.password,
    )

    with psycopg.connect(
        host=server.host, port=server.port, user="by_shell", password=PASSWORD, dbname="postgres"
    ) as connection:
        assert connection.execute("select current_user").fetchone() == ("by_shell",)


def test_the_user_of_mariadb_logs_in_with_the_password_of_the_secret(bare_mariadb: Server, tmp_path: Path) -> None:
    missing_client("mysql")

    run(
        checklist(dms.EngineName.MARIADB, "by_shell"),
        bare_mariadb,
        tmp_path,
        MYSQL_TCP_PORT=str(bare_mariadb.port),
        MYSQL_PWD=bare_mariadb.password,
    )

    with (
        pymysql.connect(
            host=bare_mariadb.host, port=bare_mariadb.port, user="by_shell", password=PASSWORD
        ) as connection,
        connection.cursor() as cursor,
    ):
        cursor.execute("select current_user()")
        assert cursor.fetchall() == (("by_shell@%",),)
