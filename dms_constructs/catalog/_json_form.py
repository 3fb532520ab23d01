"""A catalog as JSON."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from dms_constructs.catalog.change_rate import ChangeRate
from dms_constructs.catalog.data_types import dms_type_of
from dms_constructs.catalog.foreign_key import ForeignKey, ReferentialAction
from dms_constructs.catalog.not_seen import NotSeen
from dms_constructs.catalog.source_column import SourceColumn
from dms_constructs.catalog.source_table import SourceTable
from dms_constructs.catalog.table_type import TableType
from dms_constructs.catalog.unique_key import UniqueKey
from dms_constructs.engines import EngineName

__all__ = ["VERSION", "written"]

VERSION = 3
"""The version of the form. Version 1, which files without a version have, knows no unique keys; 2, no foreign ones."""


def written(
    tables: tuple[SourceTable, ...],
    engine: EngineName | None,
    changes: ChangeRate | None,
    not_seen: tuple[NotSeen, ...],
) -> str:
    """Return a catalog as text, one table a line."""
    first = f'"version": {VERSION},\n '
    if engine is not None:
        first += f'"engine": {json.dumps(engine.value)},\n '
    if changes is not None:
        first += f'"changes": {json.dumps(asdict(changes))},\n '
    if not_seen:
        first += f'"not_seen": {json.dumps([asdict(each) for each in not_seen])},\n '
    columns = _Columns(engine)
    lines = ",\n  ".join(_text_of(table, columns) for table in tables)
    return f'{{{first}"tables": [\n  {lines}\n ]}}\n' if lines else f'{{{first}"tables": []}}\n'


class _Columns:
    """Writes columns, and each once: a catalog that was read has the same object for equal ones."""

    def __init__(self, engine: EngineName | None) -> None:
        self._engine = engine
        self._written: dict[int, str] = {}

    def text(self, columns: tuple[SourceColumn, ...]) -> str:
        """Return a list of columns; they live as long as the catalog that is written, so their ids stay theirs."""
        return f"[{', '.join([self._written.get(id(each)) or self._one(each) for each in columns])}]"

    def _one(self, column: SourceColumn) -> str:
        text = self._written[id(column)] = json.dumps(_of_column(column, self._engine))
        return text


def _text_of(table: SourceTable, columns: _Columns) -> str:
    text = json.dumps(_of_table(table))
    return f'{text[:-1]}, "columns": {columns.text(table.columns)}}}' if table.columns else text


def _of_table(table: SourceTable) -> dict[str, Any]:
    """Return the JSON form of a table, without its columns and what follows from the engine."""
    form: dict[str, Any] = {"schema": table.schema, "name": table.name}
    if table.table_type is not TableType.TABLE:
        form["type"] = table.table_type.value
    if table.primary_key:
        form["primary_key"] = list(table.primary_key)
    if table.primary_key_deferrable:
        form["primary_key_deferrable"] = True
    if table.unique_keys:
        form["unique_keys"] = [_of_key(key) for key in table.unique_keys]
    if table.foreign_keys is not None:
        form["foreign_keys"] = [_of_foreign_key(key) for key in table.foreign_keys]
    if table.secondary_indexes is not None:
        form["secondary_indexes"] = list(table.secondary_indexes)
    _add_known(form, table, *_OF_TABLE)
    _add_known(form, table, "rows", "size_bytes")
    return form


def _of_key(key: UniqueKey) -> dict[str, Any]:
    form = {"name": key.name, "columns": list(key.columns)}
    return form | {"deferrable": True} if key.deferrable else form


def _of_foreign_key(key: ForeignKey) -> dict[str, Any]:
    form = {"name": key.name, "columns": list(key.columns), "references": key.references}
    for name in ("on_delete", "on_update"):
        if (action := getattr(key, name)) is not ReferentialAction.NO_ACTION:
            form[name] = action.value
    return form | {"deferrable": True} if key.deferrable else form


def _of_column(column: SourceColumn, engine: EngineName | None) -> dict[str, Any]:
    form: dict[str, Any] = {"name": column.name}
    if column.data_type:
        form["data_type"] = column.data_type
    implied = dms_type_of(engine, column.data_type) if engine is not None else None
    if column.dms_type not in {None, implied}:
        form["dms_type"] = column.dms_type
    if column.lob is not None:
        form["lob"] = column.lob
    _add_known(form, column, *_OF_COLUMN)
    return form


def _add_known(form: dict[str, Any], owner: SourceTable | SourceColumn, *names: str) -> None:
    form.update({name: value for name in names if (value := getattr(owner, name)) is not None})


_OF_TABLE = (
    "partitioned",
    "partition_of",
    "persistence",
    "replica_identity",
    "storage_engine",
    "system_versioned",
    "materialized",
    "triggers",
    "traits",
)
_OF_COLUMN = (
    "nullable",
    "generated",
    "identity",
    "invisible",
    "character_set",
    "collation",
    "max_bytes",
    "average_bytes",
    "values",
    "traits",
)
