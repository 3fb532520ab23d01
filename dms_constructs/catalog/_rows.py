"""Tables from rows of `information_schema`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

from dms_constructs.catalog import _row_columns, _row_tables
from dms_constructs.catalog._row_fields import Field, Fields, flag, word
from dms_constructs.catalog.foreign_key import ForeignKey, ReferentialAction
from dms_constructs.catalog.not_seen import NotSeen, UnseenPart
from dms_constructs.catalog.source_table import SourceTable
from dms_constructs.catalog.traits import check_engine
from dms_constructs.catalog.unique_key import UniqueKey
from dms_constructs.engines import EngineName

__all__ = ["Row", "read"]

Row = Mapping[str, Any]
Key = tuple[str, str]
T = TypeVar("T")


def read(
    *,
    columns: Iterable[Row],
    tables: Iterable[Row],
    primary_keys: Iterable[Row],
    unique_keys: Iterable[Row],
    foreign_keys: Iterable[Row] | None,
    secondary_indexes: Iterable[Row] | None,
    triggers: Iterable[Row] | None,
    not_seen: tuple[NotSeen, ...],
    engine: EngineName | None,
) -> list[SourceTable]:
    """Return the tables that the rows tell of, sorted by schema and name."""
    kinds, left_out = _row_tables.read(tables)
    columns_of = _row_columns.read(columns, kinds, left_out, engine)
    keyless = {(each.schema, each.name) for each in not_seen if each.what is UnseenPart.KEYS}
    primary = _keys("primary_keys", primary_keys, (), _primary_key)
    unique = _keys("unique_keys", unique_keys, _NAMED, _unique_key)
    foreign = _keys("foreign_keys", foreign_keys or (), _REFERRING, _foreign_key)
    has_indexes = secondary_indexes is not None
    indexes = _names_of("secondary_indexes", "index_name", secondary_indexes or ())
    has_triggers = triggers is not None
    firing = _names_of("triggers", "trigger_name", triggers or ())
    if engine is not None:
        for key, its in kinds.items():
            check_engine("table {}.{}".format(*key), its["traits"] or (), engine)

    def table(key: Key) -> SourceTable:
        its_primary = primary.get(key)
        is_known = foreign_keys is not None and (key in foreign or key not in keyless)
        return SourceTable(
            *key,
            columns_of[key],
            primary_key=its_primary[0].columns if its_primary else (),
            primary_key_deferrable=its_primary[0].deferrable if its_primary else False,
            unique_keys=unique.get(key, ()),
            foreign_keys=foreign.get(key, ()) if is_known else None,
            secondary_indexes=sorted(indexes.get(key, ())) if has_indexes and key not in keyless else None,
            triggers=sorted(firing.get(key, ())) if has_triggers else None,
            **kinds.get(key, {}),
        )

    return [table(key) for key in sorted(columns_of)]


_NAMED = (Field("constraint_name", needed=True),)
_REFERRING = (
    *_NAMED,
    Field("referenced_table_schema", needed=True),
    Field("referenced_table_name", needed=True),
    Field("delete_rule"),
    Field("update_rule"),
)
_ACTIONS = {member.value.replace("_", " ").upper(): member for member in ReferentialAction} | {
    None: ReferentialAction.NO_ACTION
}


def _keys(
    kind: str,
    rows: Iterable[Row],
    more: tuple[Field, ...],
    make: Callable[[list[str], bool, tuple[Any, ...]], T],
) -> dict[Key, list[T]]:
    """Return the keys of each table, sorted by name; a table's only key needs none."""
    of_key = (Field("column_name", needed=True), Field("ordinal_position", kind=int), Field("is_deferrable"))
    parts: dict[tuple[Any, ...], list[tuple[int, str, bool]]] = defaultdict(list)
    for schema, table, column, position, deferrable, *its in zip(*Fields(kind, (*of_key, *more)).of(rows), strict=True):
        key = (schema, table, *its)
        found = parts[key]
        # Nearly every key says this, and a source has tens of thousands.
        later = deferrable != "NO" and bool(flag(kind, "is_deferrable", deferrable))
        found.append((len(found) if position is None else position, column, later))
    keys: dict[Key, list[T]] = defaultdict(list)
    for (schema, table, *its), found in sorted(parts.items(), key=_by_name):
        columns = [column for _, column, _ in sorted(found)]
        keys[schema, table].append(make(columns, any(later for _, _, later in found), tuple(its)))
    return keys


def _by_name(item: tuple[tuple[Any, ...], object]) -> tuple[str, ...]:
    return item[0][:3]


def _primary_key(columns: list[str], deferrable: bool, _: tuple[Any, ...]) -> UniqueKey:
    return UniqueKey("PRIMARY", columns, deferrable=deferrable)


def _unique_key(columns: list[str], deferrable: bool, its: tuple[Any, ...]) -> UniqueKey:
    return UniqueKey(its[0], columns, deferrable=deferrable)


def _foreign_key(columns: list[str], deferrable: bool, its: tuple[Any, ...]) -> ForeignKey:
    name, schema, table, on_delete, on_update = its
    return ForeignKey(
        name,
        columns,
        references=f"{schema}.{table}",
        on_delete=word("foreign_keys", "delete_rule", on_delete, _ACTIONS),
        on_update=word("foreign_keys", "update_rule", on_update, _ACTIONS),
        deferrable=deferrable,
    )


def _names_of(kind: str, column: str, rows: Iterable[Row]) -> dict[Key, set[str]]:
    names: dict[Key, set[str]] = defaultdict(set)
    fields = Fields(kind, (Field(column, needed=True),))
    for schema, table, name in zip(*fields.of(rows), strict=True):
        names[schema, table].add(name)
    return names
