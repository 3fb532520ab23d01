"""Tables from rows of `information_schema`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NoReturn

from dms_constructs.catalog._shown import shown
from dms_constructs.catalog.source_table import SourceColumn, SourceTable
from dms_constructs.catalog.table_type import TableType
from dms_constructs.errors import ConfigurationError

__all__ = ["read"]

Key = tuple[str, str]
# The words of MySQL and PostgreSQL for what DMS can take for a view.
_VIEWS = {"VIEW", "SYSTEM VIEW"}
# The words of PostgreSQL and MariaDB for what has columns but is no data of this server, or no data at all.
_NEITHER = {"FOREIGN", "FOREIGN TABLE", "LOCAL TEMPORARY", "SEQUENCE", "TEMPORARY", "TEMPORARY SEQUENCE"}


def read(
    columns: Iterable[Mapping[str, Any]],
    tables: Iterable[Mapping[str, Any]],
    primary_keys: Iterable[Mapping[str, Any]],
) -> list[SourceTable]:
    """Return the tables that the rows tell of, sorted by schema and name."""
    types: dict[Key, TableType] = {}
    left_out: set[Key] = set()
    sizes: dict[Key, tuple[int | None, int | None]] = {}
    for row in tables:
        key, fields = _fields("tables", row, "table_type")
        table_type = fields["table_type"].upper()
        if table_type in _NEITHER:
            left_out.add(key)
        else:
            types[key] = TableType.VIEW if table_type in _VIEWS else TableType.TABLE
            sizes[key] = (_number("tables", fields, "table_rows"), _number("tables", fields, "data_length"))
    columns_of: dict[Key, list[tuple[int, SourceColumn]]] = {key: [] for key in types}
    for row in columns:
        key, fields = _fields("columns", row, "column_name")
        if key not in left_out:
            entries = columns_of.setdefault(key, [])
            entries.append((_position("columns", fields, len(entries)), _column(fields)))
    keys: dict[Key, list[tuple[int, str]]] = {}
    for row in primary_keys:
        key, fields = _fields("primary_keys", row, "column_name")
        names = keys.setdefault(key, [])
        names.append((_position("primary_keys", fields, len(names)), fields["column_name"]))
    return [
        SourceTable(
            *key,
            [column for _, column in sorted(columns_of[key], key=_first)],
            primary_key=[name for _, name in sorted(keys.get(key, []), key=_first)],
            table_type=types.get(key, TableType.TABLE),
            rows=rows,
            size_bytes=size_bytes,
        )
        for key in sorted(columns_of)
        for rows, size_bytes in [sizes.get(key, (None, None))]
    ]


def _first(pair: tuple[int, object]) -> int:
    return pair[0]


def _fields(kind: str, row: Mapping[str, Any], needed: str) -> tuple[Key, dict[str, Any]]:
    """Return whose row it is, and its fields by their names in lower case."""
    if not isinstance(row, Mapping):
        _refuse(f"a row of {kind} must be a dict by column name, got {type(row).__name__} {shown(row)}", row)
    # MySQL 8 writes the names of these columns in upper case, and some drivers return its text as bytes.
    fields = {str(name).lower(): _text(value) for name, value in row.items()}
    for name in ("table_schema", "table_name", needed):
        if name not in fields:
            _refuse(f"a row of {kind} lacks {name}; it has {', '.join(fields) or 'nothing'}", row)
        if not isinstance(fields[name], str) or not fields[name]:
            _refuse(f"a row of {kind}: {name} must be text, got {shown(fields[name])}", row)
    return (fields["table_schema"], fields["table_name"]), fields


def _text(value: Any) -> Any:
    return bytes(value).decode("utf-8", errors="replace") if isinstance(value, bytes | bytearray) else value


def _position(kind: str, fields: Mapping[str, Any], otherwise: int) -> int:
    position = _number(kind, fields, "ordinal_position")
    return position if position is not None else otherwise


def _number(kind: str, fields: Mapping[str, Any], name: str) -> int | None:
    given = fields.get(name)
    try:
        return int(given) if given is not None else None
    except (TypeError, ValueError, OverflowError):
        _refuse(f"a row of {kind}: {name} must be a whole number, got {shown(given)}", fields)


def _column(fields: Mapping[str, Any]) -> SourceColumn:
    data_type = str(fields.get("column_type") or fields.get("data_type") or "")
    if data_type.upper() == "USER-DEFINED":
        data_type = str(fields.get("udt_name") or data_type)
    return SourceColumn(fields["column_name"], data_type)


def _refuse(message: str, row: object) -> NoReturn:
    raise ConfigurationError("DMS-D005", message, given=row) from None
