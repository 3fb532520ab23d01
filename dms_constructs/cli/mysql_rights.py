"""What a user of a MySQL or MariaDB server may see of its tables."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import sqlalchemy
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from dms_constructs.catalog import NotSeen, UnseenPart

__all__ = ["not_seen", "with_actions"]

Row = Mapping[str, Any]
Key = tuple[str, str]

_ON_COLUMNS = {"BASE TABLE", "SYSTEM VERSIONED", "VIEW"}
_GRANTED = """
    select null as table_schema, null as table_name from information_schema.user_privileges
    where privilege_type = 'SELECT' and grantee = :user
    union all
    select table_schema, null from information_schema.schema_privileges
    where privilege_type = 'SELECT' and grantee = :user
    union all
    select table_schema, table_name from information_schema.table_privileges
    where privilege_type = 'SELECT' and grantee = :user
"""
# Denied to read the table, and to read a column.
_DENIED = {1142, 1143}


def not_seen(connection: sqlalchemy.Connection, tables: Iterable[Row], columns: Iterable[Row]) -> Iterator[NotSeen]:
    """Yield what the user can't see of the tables that the server shows."""
    rights: dict[Key, set[str]] = defaultdict(set)
    for row in columns:
        rights[row["table_schema"], row["table_name"]].update(str(row["privileges"]).lower().split(","))
    granted = _granted(connection)
    for row in tables:
        schema, name = row["table_schema"], row["table_name"]
        if row["table_type"] not in _ON_COLUMNS:
            continue
        if "select" not in rights[schema, name]:
            yield NotSeen(schema, name, UnseenPart.TABLE)
        elif granted.isdisjoint({(None, None), (schema, None), (schema, name)}) and not _readable(
            connection, schema, name
        ):
            # The server shows keys of the columns that the user may read, and some versions the parts of others.
            yield NotSeen(schema, name, UnseenPart.COLUMNS)
            yield NotSeen(schema, name, UnseenPart.KEYS)


def _granted(connection: sqlalchemy.Connection) -> set[tuple[str | None, str | None]]:
    """Return where the user has a right to read whole tables: everywhere, a schema, a table. Those of roles are not."""
    name, _, host = str(connection.execute(text("select current_user()")).scalar_one()).rpartition("@")
    found = connection.execute(text(_GRANTED), {"user": f"'{name}'@'{host}'"})
    # The name of a schema is a pattern; of those that need trying, the more the better.
    return {(schema if schema is None else schema.replace("\\_", "_"), table) for schema, table in found}


def _readable(connection: sqlalchemy.Connection, schema: str, name: str) -> bool:
    """Whether all columns of a table may be read."""
    try:
        connection.execute(text(f"select * from {_quoted(schema, name)} limit 0"))  # noqa: S608  # quoted
    except DBAPIError as error:
        if _number(error) in _DENIED:
            return False
        if error.connection_invalidated or _number(error) is None:
            raise
    return True


def with_actions(
    connection: sqlalchemy.Connection, keys: Iterable[Row], actions: Iterable[Row]
) -> tuple[list[Row], list[NotSeen]]:
    """Return foreign keys with their actions, and the tables where those can't be seen."""
    known = {_constraint(row): (row["delete_rule"], row["update_rule"]) for row in actions}
    found: list[Row] = []
    hidden: list[NotSeen] = []
    tried: dict[Key, bool] = {}
    for row in keys:
        table = (row["table_schema"], row["table_name"])
        if _constraint(row) not in known and table not in tried:
            written = _written(connection, *table)
            tried[table] = bool(written)
            known |= {(*table, name): rules for name, rules in written.items()}
        if _constraint(row) in known:
            on_delete, on_update = known[_constraint(row)]
            found.append({**row, "delete_rule": on_delete, "update_rule": on_update})
        elif (unseen := NotSeen(*table, UnseenPart.KEYS)) not in hidden:
            hidden.append(unseen)
    return found, hidden


def _constraint(row: Row) -> tuple[str, str, str]:
    return row["table_schema"], row["table_name"], row["constraint_name"]


_NAME = r"(?:`(?:[^`]|``)+`|\"(?:[^\"]|\"\")+\")"
_NAMES = rf"\({_NAME}(?:, ?{_NAME})*\)"
_ACTION = r"(RESTRICT|CASCADE|SET NULL|NO ACTION|SET DEFAULT)"
_FOREIGN_KEY = re.compile(
    rf"^ *CONSTRAINT ({_NAME}) FOREIGN KEY {_NAMES} REFERENCES {_NAME}(?:\.{_NAME})? {_NAMES}"
    rf"(?: ON DELETE {_ACTION})?(?: ON UPDATE {_ACTION})?",
    re.MULTILINE,
)


def _written(connection: sqlalchemy.Connection, schema: str, name: str) -> dict[str, tuple[str, str]]:
    """Return the actions of a table's foreign keys as the statement says that creates it."""
    try:
        statement = connection.execute(text(f"show create table {_quoted(schema, name)}")).one()[1]
    except DBAPIError as error:
        if _number(error) in _DENIED:
            return {}
        raise
    return {
        quoted[1:-1].replace(quoted[0] * 2, quoted[0]): (on_delete or "RESTRICT", on_update or "RESTRICT")
        for quoted, on_delete, on_update in _FOREIGN_KEY.findall(str(statement))
    }


def _quoted(schema: str, name: str) -> str:
    """Return the name of a table for a statement in which a colon begins a parameter."""
    return ".".join("`{}`".format(each.replace("`", "``")) for each in (schema, name)).replace(":", "\\:")


def _number(error: DBAPIError) -> int | None:
    number = error.orig.args[0] if error.orig is not None and error.orig.args else None
    return number if isinstance(number, int) else None
