"""Tables from rows of `information_schema`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NoReturn

from dms_constructs.catalog._shown import shown
from dms_constructs.catalog.source_column import SourceColumn
from dms_constructs.catalog.source_table import SourceTable
from dms_constructs.catalog.table_type import TableType
from dms_constructs.catalog.unique_key import UniqueKey
from dms_constructs.errors import ConfigurationError

__all__ = ["read"]

Key = tuple[str, str]
# The words of MySQL and PostgreSQL for what DMS can take for a view.
_VIEWS = {"VIEW", "SYSTEM VIEW"}
# The words of PostgreSQL and MariaDB for what has columns but is not data of this server, or not data at all.
_NEITHER = {"FOREIGN", "FOREIGN TABLE", "LOCAL TEMPORARY", "SEQUENCE", "TEMPORARY", "TEMPORARY SEQUENCE"}


def read(
    columns: Iterable[Mapping[str, Any]],
    tables: Iterable[Mapping[str, Any]],
    primary_keys: Iterable[Mapping[str, Any]],
    unique_keys: Iterable[Mapping[str, Any]],
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
    primary = {
        key: found for key, keys in _keys("primary_keys", primary_keys).items() for found in [next(iter(keys.values()))]
    }
    unique = _keys("unique_keys", unique_keys, "constraint_name")
    return [
        SourceTable(
            *key,
            [column for _, column in sorted(columns_of[key], key=_first)],
            primary_key=primary[key].columns if key in primary else (),
            primary_key_deferrable=key in primary and primary[key].deferrable,
            unique_keys=[
                UniqueKey(name, found.columns, deferrable=found.deferrable)
                for name, found in sorted(unique.get(key, {}).items())
            ],
            table_type=types.get(key, TableType.TABLE),
            rows=rows,
            size_bytes=size_bytes,
        )
        for key in sorted(columns_of)
        for rows, size_bytes in [sizes.get(key, (None, None))]
    ]


class _Found:
    """The rows of a key."""

    def __init__(self) -> None:
        self.positions: list[tuple[int, str]] = []
        self.deferrable = False

    @property
    def columns(self) -> list[str]:
        return [name for _, name in sorted(self.positions, key=_first)]


def _keys(kind: str, rows: Iterable[Mapping[str, Any]], named_by: str | None = None) -> dict[Key, dict[str, _Found]]:
    """Return the keys of each table by their names; a table's only key needs none."""
    keys: dict[Key, dict[str, _Found]] = {}
    for row in rows:
        table, fields = _fields(kind, row, "column_name", *([named_by] if named_by is not None else []))
        name = fields[named_by] if named_by is not None else ""
        found = keys.setdefault(table, {}).setdefault(name, _Found())
        found.positions.append((_position(kind, fields, len(found.positions)), fields["column_name"]))
        found.deferrable |= _flag(kind, fields, "is_deferrable")
    return keys


def _first(pair: tuple[int, object]) -> int:
    return pair[0]


def _fields(kind: str, row: Mapping[str, Any], *needed: str) -> tuple[Key, dict[str, Any]]:
    """Return whose row it is, and its fields by their names in lower case."""
    if not isinstance(row, Mapping):
        _refuse(f"a row of {kind} must be a dict by column name, got {type(row).__name__} {shown(row)}", row)
    # MySQL 8 writes the names of these columns in upper case, and some drivers return its text as bytes.
    fields = {str(name).lower(): _text(value) for name, value in row.items()}
    for name in ("table_schema", "table_name", *needed):
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


def _flag(kind: str, fields: Mapping[str, Any], name: str) -> bool:
    given = fields.get(name)
    known = {"YES": True, "NO": False, None: False}.get(given.upper() if isinstance(given, str) else given)
    if known is None:
        _refuse(f"a row of {kind}: {name} must be YES or NO, got {shown(given)}", fields)
    return known


def _column(fields: Mapping[str, Any]) -> SourceColumn:
    data_type = str(fields.get("column_type") or fields.get("data_type") or "")
    if data_type.upper() == "USER-DEFINED":
        data_type = str(fields.get("udt_name") or data_type)
    return SourceColumn(fields["column_name"], data_type)


def _refuse(message: str, row: object) -> NoReturn:
    raise ConfigurationError("DMS-D005", message, given=row) from None
