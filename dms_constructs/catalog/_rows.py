"""Tables from rows of `information_schema`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from dms_constructs.catalog.source_table import SourceColumn, SourceTable
from dms_constructs.errors import ConfigurationError
from dms_constructs.table_type import TableType

__all__ = ["read"]

Key = tuple[str, str]
# The words of MySQL and PostgreSQL for what DMS can take for a view.
_VIEWS = {"VIEW", "SYSTEM VIEW"}


def read(
    columns: Iterable[Mapping[str, Any]],
    tables: Iterable[Mapping[str, Any]],
    primary_keys: Iterable[Mapping[str, Any]],
) -> list[SourceTable]:
    """Return the tables that the rows tell of, sorted by schema and name."""
    types: dict[Key, TableType] = {}
    for row in tables:
        found = _fields("tables", row, "table_schema", "table_name", "table_type")
        is_view = str(found["table_type"]).upper() in _VIEWS
        types[found["table_schema"], found["table_name"]] = TableType.VIEW if is_view else TableType.TABLE
    columns_of: dict[Key, list[tuple[int, SourceColumn]]] = {key: [] for key in types}
    for row in columns:
        found = _fields("columns", row, "table_schema", "table_name", "column_name")
        entries = columns_of.setdefault((found["table_schema"], found["table_name"]), [])
        entries.append((_position(found, len(entries)), _column(found)))
    keys: dict[Key, list[tuple[int, str]]] = {}
    for row in primary_keys:
        found = _fields("primary_keys", row, "table_schema", "table_name", "column_name")
        names = keys.setdefault((found["table_schema"], found["table_name"]), [])
        names.append((_position(found, len(names)), found["column_name"]))
    return [
        SourceTable(
            *key,
            [column for _, column in sorted(columns_of[key], key=_first)],
            primary_key=[name for _, name in sorted(keys.get(key, []), key=_first)],
            table_type=types.get(key, TableType.TABLE),
        )
        for key in sorted(columns_of)
    ]


def _first(pair: tuple[int, object]) -> int:
    return pair[0]


def _fields(kind: str, row: Mapping[str, Any], *needed: str) -> dict[str, Any]:
    if not isinstance(row, Mapping):
        raise ConfigurationError(
            "DMS-D005", f"a row of {kind} must be a dict by column name, got {type(row).__name__} {row!r}", given=row
        )
    # MySQL 8 writes the names of these columns in upper case.
    fields = {str(name).lower(): value for name, value in row.items()}
    for name in needed:
        if not isinstance(fields.get(name), str):
            raise ConfigurationError(
                "DMS-D005", f"a row of {kind} lacks {name}; it has {', '.join(fields) or 'nothing'}", given=dict(row)
            )
    return fields


def _position(fields: Mapping[str, Any], otherwise: int) -> int:
    position = fields.get("ordinal_position")
    return int(position) if position is not None else otherwise


def _column(fields: Mapping[str, Any]) -> SourceColumn:
    data_type = str(fields.get("column_type") or fields.get("data_type") or "")
    if data_type.upper() == "USER-DEFINED":
        data_type = str(fields.get("udt_name") or data_type)
    return SourceColumn(fields["column_name"], data_type)
