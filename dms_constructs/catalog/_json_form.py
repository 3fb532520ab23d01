"""A catalog as JSON."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator, Mapping
from typing import Any, NoReturn

from dms_constructs.catalog._shown import shown
from dms_constructs.catalog.change_rate import ChangeRate
from dms_constructs.catalog.data_types import dms_type_of
from dms_constructs.catalog.source_table import SourceColumn, SourceTable
from dms_constructs.catalog.table_type import TableType
from dms_constructs.engines import EngineName
from dms_constructs.errors import ConfigurationError, did_you_mean

__all__ = ["of_table", "read"]

_TOP = {"engine": str, "tables": list, "changes": dict}
_TABLE = {
    "schema": str,
    "name": str,
    "type": str,
    "primary_key": list,
    "columns": list,
    "rows": int,
    "size_bytes": int,
}
_COLUMN = {"name": str, "data_type": str, "dms_type": str, "lob": bool, "max_bytes": int, "average_bytes": int}
_CHANGES = {"bytes_per_second": float, "transactions_per_second": float, "seconds": float}
_WORDS: dict[type, str] = {
    str: "text",
    list: "a list",
    bool: "true or false",
    dict: "an object",
    int: "a whole number",
    float: "a number",
}


def of_table(table: SourceTable, engine: EngineName | None) -> dict[str, Any]:
    """Return the JSON form of a table, without what follows from the engine."""
    form: dict[str, Any] = {"schema": table.schema, "name": table.name}
    if table.table_type is not TableType.TABLE:
        form["type"] = table.table_type.value
    if table.primary_key:
        form["primary_key"] = list(table.primary_key)
    _add_known(form, table, "rows", "size_bytes")
    if table.columns:
        form["columns"] = [_of_column(column, engine) for column in table.columns]
    return form


def _of_column(column: SourceColumn, engine: EngineName | None) -> dict[str, Any]:
    form: dict[str, Any] = {"name": column.name}
    if column.data_type:
        form["data_type"] = column.data_type
    implied = dms_type_of(engine, column.data_type) if engine is not None else None
    if column.dms_type not in {None, implied}:
        form["dms_type"] = column.dms_type
    if column.lob is not None:
        form["lob"] = column.lob
    _add_known(form, column, "max_bytes", "average_bytes")
    return form


def _add_known(form: dict[str, Any], owner: SourceTable | SourceColumn, *names: str) -> None:
    form.update({name: value for name in names if (value := getattr(owner, name)) is not None})


def read(text: str) -> tuple[list[SourceTable], EngineName | None, ChangeRate | None]:
    """Return tables, engine and changes of the catalog that the text stands for, or raise with the mistake's place."""
    if not isinstance(text, str):
        hint = "; write json.dumps(...)" if isinstance(text, dict) else ""
        _refuse(f"a catalog must be JSON text, got {type(text).__name__}{hint}", text)
    try:
        form = json.loads(text)
    except RecursionError:
        _refuse("the catalog can't be read: it is nested too deeply", None)
    except json.JSONDecodeError as error:
        message = f"the catalog is not JSON: {error.msg} at line {error.lineno}, column {error.colno}"
        raise ConfigurationError("DMS-D004", message, given=text) from None
    except ValueError:  # Python reads no number that long
        _refuse("the catalog can't be read: a number has too many digits", None)
    _check(form, "the catalog", _TOP, needs=["tables"])
    engine = _engine(form.get("engine"))
    tables = [_table(entry, f"tables[{index}]") for index, entry in enumerate(form["tables"])]
    return tables, engine, _changes(form["changes"]) if "changes" in form else None


def _engine(name: str | None) -> EngineName | None:
    known = [engine.value for engine in EngineName]
    if name is not None and name not in known:
        _refuse(f"engine must be one of {', '.join(known)}, got {name!r}{did_you_mean(name, known)}", name)
    return EngineName(name) if name is not None else None


def _table(form: Any, where: str) -> SourceTable:
    _check(form, where, _TABLE, needs=["schema", "name"])
    kind = form.get("type", TableType.TABLE.value)
    if kind not in {TableType.TABLE.value, TableType.VIEW.value}:
        _refuse(f"{where}: type must be table or view, got {kind!r}{did_you_mean(kind, ['table', 'view'])}", kind)
    columns = [_column(column, f"{where}.columns[{index}]") for index, column in enumerate(form.get("columns", []))]
    with _at(where):
        return SourceTable(
            form["schema"],
            form["name"],
            columns,
            primary_key=form.get("primary_key", []),
            table_type=TableType(kind),
            rows=form.get("rows"),
            size_bytes=form.get("size_bytes"),
        )


def _column(form: Any, where: str) -> SourceColumn:
    if isinstance(form, str):
        form = {"name": form}
    _check(form, where, _COLUMN, needs=["name"])
    if not form["name"]:
        raise ConfigurationError("DMS-D001", f"{where}: name must not be empty", given=form["name"])
    with _at(where):
        return SourceColumn(
            form["name"],
            form.get("data_type", ""),
            dms_type=form.get("dms_type"),
            lob=form.get("lob"),
            max_bytes=form.get("max_bytes"),
            average_bytes=form.get("average_bytes"),
        )


def _changes(form: Any) -> ChangeRate:
    _check(form, "changes", _CHANGES, needs=list(_CHANGES))
    with _at("changes"):
        return ChangeRate(**form)


@contextlib.contextmanager
def _at(where: str) -> Iterator[None]:
    """Say where in the document a mistake is."""
    try:
        yield
    except ConfigurationError as error:
        raise ConfigurationError(error.code, f"{where}: {error.message}", given=error.given) from None


def _check(form: Any, where: str, keys: Mapping[str, type], *, needs: list[str]) -> None:
    if not isinstance(form, dict):
        _refuse(f"{where} must be an object, got {shown(form)}", form)
    for key, value in form.items():
        if key not in keys:
            _refuse(f"{where} has no {key!r}{did_you_mean(key, keys)}; it may have {', '.join(keys)}", key)
        if not _is(value, keys[key]):
            _refuse(f"{where}: {key} must be {_WORDS[keys[key]]}, got {shown(value)}", value)
    for key in needs:
        if key not in form:
            _refuse(f"{where} lacks {key}", form)


def _is(value: object, kind: type) -> bool:
    if isinstance(value, bool):
        return kind is bool
    return isinstance(value, int | float if kind is float else kind)


def _refuse(message: str, given: object) -> NoReturn:
    raise ConfigurationError("DMS-D004", message, given=given)
