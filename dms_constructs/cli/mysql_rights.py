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
    """
    Return foreign keys with their actions, and the tables where those can't be seen.

    What the server leaves out is in the statement that creates a table: MariaDB leaves out the actions for users who
    may only read, and MySQL 8.0 had a time in which it left out the keys of invisible columns.
    """
    known = {_constraint(row): (row["delete_rule"], row["update_rule"]) for row in actions}
    written = _Statements(connection)
    found: list[Row] = []
    shown: set[tuple[str, str, str]] = set()
    hidden: dict[NotSeen, None] = {}
    for row in keys:
        key = _constraint(row)
        shown.add(key)
        rules = known.get(key) or written.actions(key)
        if rules is not None:
            found.append({**row, "delete_rule": rules[0], "update_rule": rules[1]})
        else:
            hidden[NotSeen(*key[:2], UnseenPart.KEYS)] = None
    for key in (each for each in known if each not in shown):
        columns = written.columns(key)
        on_delete, on_update = known[key]
        found += [{**row, "delete_rule": on_delete, "update_rule": on_update} for row in columns]
        if not columns:
            hidden[NotSeen(*key[:2], UnseenPart.KEYS)] = None
    return found, list(hidden)


def _constraint(row: Row) -> tuple[str, str, str]:
    return row["table_schema"], row["table_name"], row["constraint_name"]


_NAME = r"(?:`(?:[^`]|``)+`|\"(?:[^\"]|\"\")+\")"
_NAMES = rf"{_NAME}(?:, ?{_NAME})*"
_ACTION = r"(RESTRICT|CASCADE|SET NULL|NO ACTION|SET DEFAULT)"
_FOREIGN_KEY = re.compile(
    rf"^ *CONSTRAINT ({_NAME}) FOREIGN KEY \(({_NAMES})\) REFERENCES (?:({_NAME})\.)?({_NAME}) \({_NAMES}\)"
    rf"(?: ON DELETE {_ACTION})?(?: ON UPDATE {_ACTION})?",
    re.MULTILINE,
)


class _Statements:
    """Foreign keys as the statements say that create their tables, each of which is asked for once."""

    def __init__(self, connection: sqlalchemy.Connection) -> None:
        self._connection = connection
        self._asked: dict[Key, dict[str, tuple[str, ...]]] = {}

    def actions(self, key: tuple[str, str, str]) -> tuple[str, str] | None:
        """Return what a key does on delete and on update, or None where the statement can't be seen."""
        found = self._of(key)
        return (found[-2] or "RESTRICT", found[-1] or "RESTRICT") if found else None

    def columns(self, key: tuple[str, str, str]) -> list[Row]:
        """Return a row for each column of a key, none where the statement can't be seen."""
        found = self._of(key)
        if not found:
            return []
        _, columns, schema, table, *_ = found
        of_key = {
            "table_schema": key[0],
            "table_name": key[1],
            "constraint_name": key[2],
            "referenced_table_schema": _unquoted(schema) if schema else key[0],
            "referenced_table_name": _unquoted(table),
        }
        names = map(_unquoted, re.findall(_NAME, columns))
        return [{**of_key, "column_name": name, "ordinal_position": position} for position, name in enumerate(names, 1)]

    def _of(self, key: tuple[str, str, str]) -> tuple[str, ...] | None:
        schema, name, constraint = key
        if (schema, name) not in self._asked:
            found = _FOREIGN_KEY.findall(self._statement(schema, name))
            self._asked[schema, name] = {_unquoted(parts[0]): parts for parts in found}
        return self._asked[schema, name].get(constraint)

    def _statement(self, schema: str, name: str) -> str:
        try:
            return str(self._connection.execute(text(f"show create table {_quoted(schema, name)}")).one()[1])
        except DBAPIError as error:
            if _number(error) in _DENIED:
                return ""
            raise


def _unquoted(name: str) -> str:
    return name[1:-1].replace(name[0] * 2, name[0])


def _quoted(schema: str, name: str) -> str:
    """Return the name of a table for a statement in which a colon begins a parameter."""
    return ".".join("`{}`".format(each.replace("`", "``")) for each in (schema, name)).replace(":", "\\:")


def _number(error: DBAPIError) -> int | None:
    number = error.orig.args[0] if error.orig is not None and error.orig.args else None
    return number if isinstance(number, int) else None
