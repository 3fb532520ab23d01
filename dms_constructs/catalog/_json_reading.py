"""A catalog from JSON."""

from __future__ import annotations

import contextlib
import enum
import json
import operator
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NoReturn, TypeVar

from dms_constructs.catalog._json_form import VERSION
from dms_constructs.catalog._shown import shown
from dms_constructs.catalog.change_rate import ChangeRate
from dms_constructs.catalog.data_types import dms_type_of
from dms_constructs.catalog.foreign_key import ForeignKey, ReferentialAction
from dms_constructs.catalog.not_seen import NotSeen, UnseenPart
from dms_constructs.catalog.source_column import SourceColumn, plain
from dms_constructs.catalog.source_table import SourceTable
from dms_constructs.catalog.storage import Generated, Persistence, ReplicaIdentity
from dms_constructs.catalog.table_type import TableType
from dms_constructs.catalog.traits import ColumnTrait, TableTrait, check_engine
from dms_constructs.catalog.unique_key import UniqueKey
from dms_constructs.engines import EngineName
from dms_constructs.errors import ConfigurationError, did_you_mean, read_the_file

__all__ = ["read"]

T = TypeVar("T")

_TOP = {"version": int, "engine": str, "tables": list, "changes": dict, "not_seen": list}
_TABLE = {
    "schema": str,
    "name": str,
    "type": str,
    "primary_key": list,
    "primary_key_deferrable": bool,
    "unique_keys": list,
    "columns": list,
    "rows": int,
    "size_bytes": int,
    "foreign_keys": list,
    "secondary_indexes": list,
    "partitioned": bool,
    "partition_of": str,
    "persistence": str,
    "replica_identity": str,
    "storage_engine": str,
    "system_versioned": bool,
    "materialized": bool,
    "triggers": list,
    "traits": list,
}
_KEY = {"name": str, "columns": list, "deferrable": bool}
_FOREIGN_KEY = {**_KEY, "references": str, "on_delete": str, "on_update": str}
_NOT_SEEN = {"schema": str, "name": str, "what": str}
_COLUMN = {
    "name": str,
    "data_type": str,
    "dms_type": str,
    "lob": bool,
    "max_bytes": int,
    "average_bytes": int,
    "values": int,
    "nullable": bool,
    "generated": str,
    "identity": bool,
    "invisible": bool,
    "character_set": str,
    "collation": str,
    "traits": list,
}
_ENUMS: dict[str, type[enum.Enum]] = {
    "generated": Generated,
    "persistence": Persistence,
    "replica_identity": ReplicaIdentity,
    "on_delete": ReferentialAction,
    "on_update": ReferentialAction,
    "what": UnseenPart,
}
_CHANGES = {"bytes_per_second": float, "transactions_per_second": float, "seconds": float}
_WORDS: dict[type, str] = {
    str: "text",
    list: "a list",
    bool: "true or false",
    dict: "an object",
    int: "a whole number",
    float: "a number",
}
_OPTIONAL = {"deferrable", "on_delete", "on_update"}
_UNMEASURED = _COLUMN.keys() - {"max_bytes", "average_bytes", "values"}
_NAME_AND_TYPE = operator.itemgetter("name", "data_type")
_TABLE_TYPES = {kind.value: kind for kind in (TableType.TABLE, TableType.VIEW)}


def read(text: str) -> tuple[list[SourceTable], EngineName | None, ChangeRate | None, tuple[NotSeen, ...]]:
    """Return what the catalog is made of that the text stands for, or raise with the mistake's place."""
    form = _parsed(text)
    _check(form, "the catalog", _TOP, needs=["tables"])
    _check_version(form.get("version", 1))
    engine = _engine(form.get("engine"))
    reader = _Tables(engine)
    tables = [reader.table(entry, f"tables[{index}]") for index, entry in enumerate(form["tables"])]
    changes = _changes(form["changes"]) if "changes" in form else None
    return tables, engine, changes, tuple(_parts(NotSeen, form.get("not_seen", []), "not_seen", _NOT_SEEN))


def _parsed(text: str) -> Any:
    if not isinstance(text, str):
        hint = "; write json.dumps(...)" if isinstance(text, dict) else ""
        _refuse(f"a catalog must be JSON text, got {type(text).__name__}{hint}", text)
    try:
        return json.loads(text)
    except RecursionError:
        _refuse("the catalog can't be read: it is nested too deeply", None)
    except json.JSONDecodeError as error:
        hint = read_the_file(text, "dms.Catalog.from_json")
        message = f"the catalog is not JSON: {error.msg} at line {error.lineno}, column {error.colno}{hint}"
        raise ConfigurationError("DMS-D004", message, given=text) from None
    except ValueError:  # Python reads no number that long
        _refuse("the catalog can't be read: a number has too many digits", None)


def _check_version(version: int) -> None:
    if not 1 <= version <= VERSION:
        newer = "; a newer dms-constructs wrote it: upgrade this one" if version > VERSION else ""
        _refuse(f"the catalog: version must be 1 to {VERSION}, got {shown(version)}{newer}", version)


def _engine(name: str | None) -> EngineName | None:
    known = [engine.value for engine in EngineName]
    if name is not None and name not in known:
        _refuse(f"engine must be one of {', '.join(known)}, got {name!r}{did_you_mean(name, known)}", name)
    return EngineName(name) if name is not None else None


class _Tables:
    """Makes tables, and equal columns once: a large source has hundreds of thousands, and most are alike."""

    def __init__(self, engine: EngineName | None) -> None:
        self._engine = engine
        self._dms_types: dict[str, str | None] = {"": None}
        self._columns: dict[tuple[str, str], SourceColumn] = {}
        self._known_columns: dict[tuple[object, ...], SourceColumn] = {}

    def table(self, form: Any, where: str) -> SourceTable:
        """Return the table that a form stands for."""
        _check(form, where, _TABLE, needs=["schema", "name"])
        kind = _TABLE_TYPES.get(form.get("type", "table"))
        if kind is None:
            given = form["type"]
            _refuse(f"{where}: type must be table or view, got {given!r}{did_you_mean(given, _TABLE_TYPES)}", given)
        parts = {name: form[name] for name in form if name not in {"schema", "name", "type"}}
        if "columns" in parts:
            parts["columns"] = self._columns_of(parts["columns"], where)
        if "unique_keys" in parts:
            parts["unique_keys"] = _parts(UniqueKey, parts["unique_keys"], f"{where}.unique_keys", _KEY)
        if "foreign_keys" in parts:
            parts["foreign_keys"] = _parts(ForeignKey, parts["foreign_keys"], f"{where}.foreign_keys", _FOREIGN_KEY)
        _make_members(parts, where)
        self._make_traits(TableTrait, parts, where)
        try:
            return SourceTable(form["schema"], form["name"], table_type=kind, **parts)
        except ConfigurationError as error:
            raise _at(where, error) from None

    def _columns_of(self, forms: list[Any], where: str) -> list[SourceColumn]:
        # Nearly all have a name and a type and no more, and most are known: those are found without a loop of Python's.
        try:
            pairs = list(map(_NAME_AND_TYPE, forms))
            if sum(map(len, forms)) > 2 * len(pairs):
                pairs = []  # one has more than these two
            found = list(map(self._columns.get, pairs))
        except (KeyError, TypeError):
            pairs = []
        if not pairs:
            return [self._column(form, where, index) for index, form in enumerate(forms)]
        if None not in found:
            return found  # type: ignore[return-value]  # all are there
        return [
            column if column is not None else self._plain(*pairs[index]) or self._column(forms[index], where, index)
            for index, column in enumerate(found)
        ]

    def _plain(self, name: Any, data_type: Any) -> SourceColumn | None:
        """Return the column with this name and type, the same object each time, or None where they are neither."""
        if type(name) is not str or type(data_type) is not str or not name:
            return None
        column = self._columns.get((name, data_type))
        if column is None:
            column = self._columns[name, data_type] = plain(name, data_type, self._dms_type(data_type))
        return column

    def _column(self, form: Any, table: str, index: int) -> SourceColumn:
        if (
            isinstance(form, dict)
            and len(form) == 2
            and (found := self._plain(form.get("name"), form.get("data_type")))
        ):
            return found
        if isinstance(form, dict) and _UNMEASURED.issuperset(form):
            # The types too, because 1 equals True.
            key = (*form, *form.values(), *map(type, form.values()))
            try:
                return self._known_columns[key]
            except KeyError:
                column = self._known_columns[key] = self._new_column(form, table, index)
                return column
            except TypeError:  # of a list, which no value may be
                pass
        return self._new_column(form, table, index)

    def _new_column(self, form: Any, table: str, index: int) -> SourceColumn:
        where = f"{table}.columns[{index}]"
        if isinstance(form, str):
            form = {"name": form}
        _check(form, where, _COLUMN, needs=["name"])
        if not form["name"]:
            raise ConfigurationError("DMS-D001", f"{where}: name must not be empty", given=form["name"])
        values = {"dms_type": self._dms_type(form.get("data_type", "")), **form}
        _make_members(values, where)
        self._make_traits(ColumnTrait, values, where)
        try:
            return SourceColumn(values.pop("name"), values.pop("data_type", ""), **values)
        except ConfigurationError as error:
            raise _at(where, error) from None

    def _make_traits(self, kind: type[TableTrait | ColumnTrait], values: dict[str, Any], where: str) -> None:
        """Replace the words for traits by them."""
        if "traits" not in values:
            return
        for index, given in enumerate(values["traits"]):
            _check_word(f"{where}: traits[{index}]", kind, given)
        values["traits"] = [kind(given) for given in values["traits"]]
        if self._engine is not None:
            check_engine(where, values["traits"], self._engine)

    def _dms_type(self, data_type: str) -> str | None:
        try:
            return self._dms_types[data_type]
        except KeyError:
            dms_type = dms_type_of(self._engine, data_type) if self._engine is not None else None
            self._dms_types[data_type] = dms_type
            return dms_type


def _parts(make: Callable[..., T], forms: list[Any], where: str, keys: Mapping[str, type]) -> list[T]:
    """Return what the objects of a list stand for."""
    parts = []
    for index, form in enumerate(forms):
        place = f"{where}[{index}]"
        _check(form, place, keys, needs=[name for name in keys if name not in _OPTIONAL])
        values = dict(form)
        _make_members(values, place)
        with _in(place):
            parts.append(make(**values))
    return parts


def _make_members(values: dict[str, Any], where: str) -> None:
    """Replace words by the members that they stand for."""
    for name in _ENUMS.keys() & values.keys():
        _check_word(f"{where}: {name}", _ENUMS[name], values[name])
        values[name] = _ENUMS[name](values[name])


def _check_word(where: str, kind: type[enum.Enum], given: Any) -> None:
    words = [member.value for member in kind]
    if given not in words:
        hint = did_you_mean(given, words) if isinstance(given, str) else ""
        _refuse(f"{where} must be one of {', '.join(words)}, got {given!r}{hint}", given)


def _changes(form: Any) -> ChangeRate:
    _check(form, "changes", _CHANGES, needs=list(_CHANGES))
    with _in("changes"):
        return ChangeRate(**form)


@contextlib.contextmanager
def _in(where: str) -> Iterator[None]:
    """Say where in the document a mistake is."""
    try:
        yield
    except ConfigurationError as error:
        raise _at(where, error) from None


def _at(where: str, error: ConfigurationError) -> ConfigurationError:
    return ConfigurationError(error.code, f"{where}: {error.message}", given=error.given)


def _check(form: Any, where: str, keys: Mapping[str, type], *, needs: list[str]) -> None:
    if not isinstance(form, dict):
        _refuse(f"{where} must be an object, got {shown(form)}", form)
    for key, value in form.items():
        kind = keys.get(key)
        if type(value) is kind or (kind is float and type(value) is int):
            continue
        if kind is None:
            _refuse(f"{where} has no {key!r}{did_you_mean(key, keys)}; it may have {', '.join(keys)}", key)
        _refuse(f"{where}: {key} must be {_WORDS[kind]}, got {shown(value)}", value)
    for key in needs:
        if key not in form:
            _refuse(f"{where} lacks {key}", form)


def _refuse(message: str, given: object) -> NoReturn:
    raise ConfigurationError("DMS-D004", message, given=given)
