"""Columns from rows of `information_schema.columns`."""

from __future__ import annotations

import operator
from collections.abc import Collection, Iterable, Mapping
from typing import Any, NamedTuple

from dms_constructs.catalog._row_fields import Field, Fields, flag, word, words
from dms_constructs.catalog.data_types import dms_type_of
from dms_constructs.catalog.source_column import SourceColumn
from dms_constructs.catalog.storage import Generated
from dms_constructs.catalog.traits import ColumnTrait, check_engine
from dms_constructs.engines import EngineName

__all__ = ["read"]

Key = tuple[str, str]


def read(
    rows: Iterable[Mapping[str, Any]],
    tables: Collection[Key],
    left_out: Collection[Key],
    engine: EngineName | None,
) -> dict[Key, list[SourceColumn]]:
    """Return the columns of each table, in order, also of tables that have none; equal ones are made once."""
    found: dict[Key, list[tuple[int, SourceColumn]]] = {key: [] for key in tables}
    is_of_sql_server = engine is not None and engine.record.protocol == "sqlserver"
    fields = _OF_SQL_SERVER if is_of_sql_server else _FIELDS
    taken = fields.of(rows)
    schemas, names, positions, *definitions = taken
    made = _Made(engine)
    try:
        columns = [made[definition] for definition in zip(*definitions, strict=True)]
    except TypeError:  # one of them can't be looked up
        fields.refuse_lists(taken)
        raise
    last_schema = last_name = None
    entries: list[tuple[int, SourceColumn]] = []
    for schema, name, position, column in zip(schemas, names, positions, columns, strict=True):
        # Servers give the columns of a table one after the other, mostly: then it is looked up once.
        if name != last_name or schema != last_schema:
            last_schema, last_name, key = schema, name, (schema, name)
            entries = [] if key in left_out else found.setdefault(key, [])
        entries.append((len(entries) if position is None else position, column))
    return {key: [column for _, column in sorted(entries, key=_position)] for key, entries in found.items()}


_position = operator.itemgetter(0)


class _Definition(NamedTuple):
    """What a row says of a column, in the order of its fields."""

    column_name: str
    column_type: Any
    data_type: Any
    udt_name: Any
    is_nullable: Any
    is_generated: Any
    is_identity: Any
    is_invisible: Any
    extra: Any
    character_set_name: Any
    collation_name: Any
    traits: Any
    character_maximum_length: Any = None

    def column(self, engine: EngineName | None) -> SourceColumn:
        its_type = str(self.column_type or self.data_type or "")
        if its_type.upper() == "USER-DEFINED":
            its_type = str(self.udt_name or its_type)
        if not self.column_type and self.character_maximum_length is not None and its_type.lower() in _SIZED:
            # SQL Server has -1 for `max`, which makes a large object of a column.
            size = str(self.character_maximum_length)
            its_type = f"{its_type}({'max' if size == '-1' else size})"
        extra = self.extra.upper() if isinstance(self.extra, str) else None
        is_identity = flag("columns", "is_identity", self.is_identity)
        is_invisible = flag("columns", "is_invisible", self.is_invisible)
        traits = words("columns", "traits", self.traits, _TRAITS)
        if traits and engine is not None:
            check_engine(f"column {self.column_name}", traits, engine)
        return SourceColumn(
            self.column_name,
            its_type,
            dms_type=dms_type_of(engine, its_type) if engine is not None and its_type else None,
            nullable=flag("columns", "is_nullable", self.is_nullable),
            generated=_generated(self.is_generated, extra),
            identity=is_identity if extra is None else "AUTO_INCREMENT" in extra,
            invisible=is_invisible if extra is None else "INVISIBLE" in extra,
            character_set=str(self.character_set_name) if self.character_set_name else None,
            collation=str(self.collation_name) if self.collation_name else None,
            traits=None if traits is None else tuple(traits),
        )


class _Made(dict[tuple[Any, ...], SourceColumn]):
    """The columns that were made, by what their rows say of them."""

    def __init__(self, engine: EngineName | None) -> None:
        super().__init__()
        self._engine = engine

    def __missing__(self, definition: tuple[Any, ...]) -> SourceColumn:
        made = self[definition] = _Definition(*definition).column(self._engine)
        return made


def _generated(given: Any, words: str | None) -> Generated | None:
    """Return what `is_generated` and `extra` say; the first is not in MySQL, the second not in PostgreSQL."""
    told = word("columns", "is_generated", given, _GENERATED)
    if words is None:
        return told
    # MariaDB before 10.2 wrote PERSISTENT and VIRTUAL; MySQL's DEFAULT_GENERATED is about defaults.
    if "STORED GENERATED" in words or "PERSISTENT" in words:
        return Generated.STORED
    if "VIRTUAL" in words:
        return Generated.VIRTUAL
    return Generated.NEVER


_TRAITS = {member.value.upper(): member for member in ColumnTrait}
# ALWAYS does not tell which: PostgreSQL 18 has both.
_GENERATED = {member.value.upper(): member for member in Generated} | {"ALWAYS": None, None: None}
_NUMBERS_AND_NAMES = (Field("ordinal_position", kind=int), Field("column_name", needed=True))
_FIELDS = Fields("columns", (*_NUMBERS_AND_NAMES, *map(Field, _Definition._fields[1:-1])))
# Other servers say the length in `column_type`, or it decides nothing.
_OF_SQL_SERVER = Fields("columns", (*_NUMBERS_AND_NAMES, *map(Field, _Definition._fields[1:])))
_SIZED = frozenset({"char", "varchar", "nchar", "nvarchar", "binary", "varbinary"})
