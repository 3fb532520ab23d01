"""How a script is written for the client of a server, and run."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from dms_constructs.prerequisites.quoting import (
    db2_identifier,
    db2_literal,
    mysql_identifier,
    mysql_literal,
    oracle_identifier,
    oracle_literal,
    postgresql_identifier,
    postgresql_literal,
    sql_server_identifier,
    sql_server_literal,
)

__all__ = ["Dialect", "dialect_of"]

_READ = (
    "DMS_PASSWORD=$(aws secretsmanager get-secret-value --secret-id SECRET --query SecretString --output text |\n"
    "  python3 -c 'import json, sys; print(json.load(sys.stdin)[\"password\"])')\n"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialect:
    """The SQL of a family of servers, and the client that runs it."""

    identifier: Callable[..., str]
    """Quotes a name, or the parts of one."""
    literal: Callable[[str], str]
    """Quotes a text."""
    run: str
    """How the script is run, as a comment in it."""
    commands: str
    """How it is run in a shell."""
    asks: str
    """Where the script takes the password from, as a sentence."""
    head: tuple[str, ...] = ()
    """The lines that a script begins with."""
    tail: str = ""
    """What it ends with."""
    batch_end: str = ""
    """What ends the statements of an item."""
    from_nothing: str = ""
    """What a query that reads no table ends with."""
    has_database: bool = True
    """Whether the script runs in the database of the endpoint."""
    has_run: bool = False
    """Whether its SQL has run on a server."""


_FROM_A_VARIABLE = (
    "The password of the user is in the endpoint's secret; the script takes it from a variable, so it is neither in "
    "the script nor in the list of processes"
)
_DIALECTS = {
    "postgresql": Dialect(
        identifier=postgresql_identifier,
        literal=postgresql_literal,
        run=(
            "Run it with psql 14 or later as the administrator, in the database of the endpoint,\n"
            "with the password of the user in the environment variable DMS_PASSWORD. It can be run again."
        ),
        commands=(
            f"export {_READ}psql --host=HOST --username=ADMINISTRATOR --dbname=DATABASE --file=prerequisites.sql\n"
        ),
        asks=_FROM_A_VARIABLE,
        head=("\\set ON_ERROR_STOP on", "\\getenv dms_password DMS_PASSWORD"),
        has_run=True,
    ),
    "mysql": Dialect(
        identifier=mysql_identifier,
        literal=mysql_literal,
        run=(
            "Run it with mysql or mariadb as the administrator, behind a line that sets @dms_password\n"
            "to the password of the user. It can be run again."
        ),
        commands=(
            _READ + 'quoted=$(printf \'%s\' "$DMS_PASSWORD" | sed "s/[\'\\\\\\\\]/\\\\\\\\&/g")\n'
            '{ printf "SET @dms_password = \'%s\';\\n" "$quoted"; cat prerequisites.sql; } |\n'
            "  mysql --host=HOST --user=ADMINISTRATOR --password\n"
        ),
        asks=_FROM_A_VARIABLE,
        head=("SET SESSION sql_mode = 'NO_ENGINE_SUBSTITUTION'; -- so that quotes mean what they mean below",),
        tail="SET @dms_password = NULL, @dms_statement = NULL;\n",
        has_database=False,
        has_run=True,
    ),
    "oracle": Dialect(
        identifier=oracle_identifier,
        literal=oracle_literal,
        run=(
            "Run it with SQL*Plus as the administrator, in the pluggable database where there are such. It asks for\n"
            "the password of the user. It can be run again."
        ),
        commands="sqlplus ADMINISTRATOR@//HOST:1521/SERVICE @prerequisites.sql\n",
        asks="The password of the user is in the endpoint's secret; the script asks for it",
        head=("WHENEVER SQLERROR EXIT FAILURE", "SET DEFINE OFF", "SET VERIFY OFF"),
        from_nothing=" FROM dual",
        has_database=False,
    ),
    "sqlserver": Dialect(
        identifier=sql_server_identifier,
        literal=sql_server_literal,
        run=(
            "Run it with sqlcmd as the administrator, with the password of the user in the environment variable\n"
            "DMS_PASSWORD, each ' in it doubled. It can be run again."
        ),
        commands=(
            f"{_READ}export DMS_PASSWORD=$(printf '%s' \"$DMS_PASSWORD\" | sed \"s/'/''/g\")\n"
            "sqlcmd -S HOST -U ADMINISTRATOR -b -i prerequisites.sql\n"
        ),
        asks=_FROM_A_VARIABLE,
        head=("SET QUOTED_IDENTIFIER ON;", "GO"),
        batch_end="GO\n",
    ),
    "db2": Dialect(
        identifier=db2_identifier,
        literal=db2_literal,
        run="Run it with the command line processor of Db2 as the administrator, connected to the database.",
        commands="db2 CONNECT TO DATABASE USER ADMINISTRATOR\ndb2 -tvf prerequisites.sql\n",
        asks="The password of the user is in the endpoint's secret, and not in the script",
        from_nothing=" FROM sysibm.sysdummy1",
    ),
}


_BY_IAM = "The user has no password, as DMS logs in with IAM"
_WITH_IAM = {
    "postgresql": replace(
        _DIALECTS["postgresql"],
        run="Run it with psql as the administrator, in the database of the endpoint. It can be run again.",
        commands="psql --host=HOST --username=ADMINISTRATOR --dbname=DATABASE --file=prerequisites.sql\n",
        asks=_BY_IAM,
        head=("\\set ON_ERROR_STOP on",),
    ),
    "mysql": replace(
        _DIALECTS["mysql"],
        run="Run it with mysql or mariadb as the administrator. It can be run again.",
        commands="mysql --host=HOST --user=ADMINISTRATOR --password < prerequisites.sql\n",
        asks=_BY_IAM,
        tail="",
    ),
}


def dialect_of(family: str, *, has_iam: bool = False) -> Dialect:
    """Return the dialect of a family of servers, whose users have a password, or log in with IAM."""
    return _WITH_IAM[family] if has_iam else _DIALECTS[family]
