"""All that a source has, as far as it is known."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from dms_constructs.catalog import _json_form, _json_reading, _rows
from dms_constructs.catalog._shown import shown
from dms_constructs.catalog.change_rate import ChangeRate
from dms_constructs.catalog.data_types import dms_type_of
from dms_constructs.catalog.not_seen import NotSeen
from dms_constructs.catalog.source_table import SourceTable
from dms_constructs.catalog.traits import check_engine
from dms_constructs.engines import EngineName, with_article
from dms_constructs.errors import ConfigurationError

__all__ = ["Catalog"]


@dataclass(frozen=True, slots=True, init=False, repr=False)
class Catalog:
    """
    The tables and views of a source.

    Table mappings are evaluated against it: `mappings.evaluate(catalog)`. Make it from objects, from JSON, or from rows
    of a server's `information_schema`; the command `dms-constructs catalog` reads it from a server.

    Args:
        tables: The tables and views.
        engine: The source's engine, which tells system schemas, and the DMS data types of columns that have none.
            Default: not known.
        changes: How fast the source changes. Default: not measured.
        not_seen: What the user who read it could not see of the source. Default: nothing.

    Attributes:
        tables: The tables and views, in the order given.
        engine: The source's engine, or None.
        changes: How fast the source changes, or None.
        not_seen: What could not be seen of the source, in the order given.

    Raises:
        ConfigurationError: `DMS-D002` for a value of the wrong type, `DMS-D003` for a table that is there twice,
            `DMS-D009` for a trait of a table or column that only another engine has.
    """

    tables: tuple[SourceTable, ...]
    engine: EngineName | None
    changes: ChangeRate | None
    not_seen: tuple[NotSeen, ...]

    def __init__(
        self,
        *tables: SourceTable,
        engine: EngineName | None = None,
        changes: ChangeRate | None = None,
        not_seen: Iterable[NotSeen] = (),
    ) -> None:
        _check_engine(engine)
        if not isinstance(changes, ChangeRate | None):
            raise ConfigurationError("DMS-D002", f"changes must be a ChangeRate, got {shown(changes)}", given=changes)
        for table in tables:
            if not isinstance(table, SourceTable):
                hint = "; write dms.Catalog(*tables) with a star" if isinstance(table, list | tuple) else ""
                raise ConfigurationError(
                    "DMS-D002", f"a catalog holds SourceTable objects, got {type(table).__name__}{hint}", given=table
                )
        if engine is not None:
            for table in tables:
                _check_traits(table, engine)
        typed = tables if engine is None else [_with_dms_types(table, engine) for table in tables]
        self._set(typed, engine, changes, _checked(not_seen))

    def _set(
        self,
        tables: Sequence[SourceTable],
        engine: EngineName | None,
        changes: ChangeRate | None,
        not_seen: tuple[NotSeen, ...],
    ) -> None:
        """Take tables that are such, and whose columns have their DMS data types."""
        seen = set()
        for table in tables:
            key = (table.schema, table.name)
            if key in seen:
                raise ConfigurationError("DMS-D003", f"the catalog has table {table} twice; remove one", given=table)
            seen.add(key)
        object.__setattr__(self, "tables", tuple(tables))
        object.__setattr__(self, "engine", engine)
        object.__setattr__(self, "changes", changes)
        object.__setattr__(self, "not_seen", not_seen)

    @property
    def unseen(self) -> frozenset[str]:
        """The tables, as `schema.table`, of which the user who read it could not see all."""
        return frozenset(f"{each.schema}.{each.name}" for each in self.not_seen)

    @classmethod
    def from_json(cls, text: str) -> Catalog:
        """
        Read what `to_json` wrote, or what was written by hand.

        `{"version": 3, "engine": "mysql", "tables": [{"schema": "shop", "name": "orders", "type": "table",
        "primary_key": ["id"], "unique_keys": [{"name": "by_code", "columns": ["code"]}],
        "columns": [{"name": "id", "data_type": "bigint"}, "code"]}]}`. Only `schema` and `name` are needed; a column
        may be just its name. With an engine, the `dms_type` of a column follows from its `data_type` unless given.
        Keys of PostgreSQL may have `primary_key_deferrable` of the table and `deferrable` of a unique key. Sizes are
        `rows` and `size_bytes` of a table, `max_bytes`, `average_bytes` and `values` of a column, and beside `tables`,
        `changes` with `bytes_per_second`, `transactions_per_second` and `seconds`. Whatever else a table, column or key
        has goes by the name of its argument, such as `"nullable": false`, and members of enums by their values, such as
        `"on_delete": "set_null"`; what is left out is not known. Beside `tables` there may be `not_seen`, a list of
        objects with `schema`, `name` and `what`.

        Older files are read too. Those of version 1, which have no `version`, tell of no unique keys.

        Args:
            text: The JSON text.

        Raises:
            ConfigurationError: `DMS-D004` for what is not JSON or not of this form, `DMS-D009` for a trait of another
                engine, and whatever is wrong with a table.
        """
        catalog = cls.__new__(cls)
        catalog._set(*_json_reading.read(text))  # noqa: SLF001  # an object of its own class
        return catalog

    @classmethod
    def from_information_schema(
        cls,
        *,
        columns: Iterable[Mapping[str, Any]],
        tables: Iterable[Mapping[str, Any]] = (),
        primary_keys: Iterable[Mapping[str, Any]] = (),
        unique_keys: Iterable[Mapping[str, Any]] = (),
        foreign_keys: Iterable[Mapping[str, Any]] | None = None,
        secondary_indexes: Iterable[Mapping[str, Any]] | None = None,
        triggers: Iterable[Mapping[str, Any]] | None = None,
        not_seen: Iterable[NotSeen] = (),
        engine: EngineName | None = None,
    ) -> Catalog:
        """
        Make a catalog of the rows that a server's `information_schema` returns.

        Rows are dicts by column name, in any case. Tables are sorted by schema and name, and columns by their
        `ordinal_position`, so the order of the rows does not matter where they have one. Left out are foreign
        and temporary tables and sequences. Rows may have more than is named here; what they lack is not known.

        Args:
            columns: Rows of `information_schema.columns`, with `table_schema`, `table_name`, `column_name` and,
                where there are, `ordinal_position`, `column_type` or `data_type` (of SQL Server with
                `character_maximum_length`), `udt_name`, `is_nullable`,
                `is_identity`, `is_generated`, `character_set_name`, `collation_name`, and `extra` of MySQL and MariaDB,
                which tells of generated, invisible and `auto_increment` columns. Where ALWAYS does not tell which,
                `is_generated` may be STORED or VIRTUAL. Rows of Oracle and SQL Server may have `is_invisible` (YES or
                NO) and `traits`, words of `ColumnTrait` with commas between them, or NONE.
            tables: Rows of `information_schema.tables`, with `table_schema`, `table_name` and `table_type`. Tables
                without columns, and views, are known by them. `table_rows` and `data_length`, as MySQL has them and
                where they are not null, become `rows` and `size_bytes`; its `engine` and `create_options` tell of the
                storage engine and partitions. For PostgreSQL, where this is in `pg_catalog` only, `table_type` may be
                MATERIALIZED VIEW, and rows may have `is_partitioned` (YES or NO), `partition_of` (a table as
                `schema.table`), `persistence` (PERMANENT or UNLOGGED) and `replica_identity` (DEFAULT, NOTHING, FULL or
                INDEX). Those of Oracle and SQL Server may have `is_partitioned`, `is_system_versioned` and `traits`,
                words of `TableTrait`. Default: every table with columns is a table.
            primary_keys: Rows of `information_schema.key_column_usage` for primary keys, with `table_schema`,
                `table_name`, `column_name` and, where there are, `ordinal_position`, and `is_deferrable` of
                `information_schema.table_constraints`, YES or NO. Rows of tables that are in neither of the first two
                say nothing. Default: no table has one.
            unique_keys: The same for unique keys, with `constraint_name` too. Default: no table has one.
            foreign_keys: The same for foreign keys, with `referenced_table_schema` and `referenced_table_name`, and
                `delete_rule` and `update_rule` of `information_schema.referential_constraints` where there are.
                Default: not known.
            secondary_indexes: Rows of indexes that are not unique, with `table_schema`, `table_name` and `index_name`,
                as MySQL's `information_schema.statistics` has them. Default: not known.
            triggers: Rows of triggers that are on, with `table_schema`, `table_name` and `trigger_name`. Default: not
                known.
            not_seen: What the user could not see. Of a table whose keys could not be seen, foreign keys and indexes are
                not known, except those of the rows. Default: nothing.
            engine: The source's engine. Default: not known.

        Raises:
            ConfigurationError: `DMS-D005` for a row that lacks one of these or has text where a number must be,
                `DMS-D009` for a trait of another engine, and whatever is wrong with a table.
        """
        _check_engine(engine)
        unseen = _checked(not_seen)
        found = _rows.read(
            columns=columns,
            tables=tables,
            primary_keys=primary_keys,
            unique_keys=unique_keys,
            foreign_keys=foreign_keys,
            secondary_indexes=secondary_indexes,
            triggers=triggers,
            not_seen=unseen,
            engine=engine,
        )
        catalog = cls.__new__(cls)
        catalog._set(found, engine, None, unseen)  # noqa: SLF001  # an object of its own class
        return catalog

    def check_source(self, engine: EngineName | None) -> None:
        """
        Raise unless this can be the catalog of a source: an engine of another family has other types, names and keys.

        Args:
            engine: The source's engine, or None when it is not known.

        Raises:
            ConfigurationError: `DMS-D007` for a catalog of another family.
        """
        if engine is None or self.engine is None or self.engine is engine:
            return
        if self.engine.record.protocol != engine.record.protocol:
            raise ConfigurationError(
                "DMS-D007",
                f"the catalog is of {with_article(self.engine)} database, and the source is {with_article(engine)} "
                "endpoint; give the catalog of the source, as 'dms-constructs catalog URL' writes it",
                given=self.engine,
            )

    def to_json(self) -> str:
        """Return the catalog as JSON text, one table a line, for readable changes in a review."""
        return _json_form.written(self.tables, self.engine, self.changes, self.not_seen)

    def __repr__(self) -> str:
        engine = f", engine {self.engine.value}" if self.engine is not None else ""
        count = len(self.tables)
        return f"<Catalog of {count} {'table' if count == 1 else 'tables'}{engine}>"


def _check_engine(engine: EngineName | None) -> None:
    if not isinstance(engine, EngineName | None):
        raise ConfigurationError("DMS-D002", f"engine must be an EngineName, got {shown(engine)}", given=engine)


def _checked(not_seen: Iterable[NotSeen]) -> tuple[NotSeen, ...]:
    if isinstance(not_seen, str | Mapping) or not isinstance(not_seen, Iterable):
        raise ConfigurationError(
            "DMS-D002", f"not_seen must be a list of NotSeen objects, got {shown(not_seen)}", given=not_seen
        )
    found = tuple(not_seen)
    for each in found:
        if not isinstance(each, NotSeen):
            raise ConfigurationError("DMS-D002", f"not_seen holds NotSeen objects, got {shown(each)}", given=each)
    return found


def _check_traits(table: SourceTable, engine: EngineName) -> None:
    check_engine(f"table {table}", table.traits or (), engine)
    for column in table.columns:
        if column.traits:
            check_engine(f"column {column.name} of {table}", column.traits, engine)


def _with_dms_types(table: SourceTable, engine: EngineName) -> SourceTable:
    columns = table.columns
    implied = [
        dms_type_of(engine, column.data_type) if column.dms_type is None and column.data_type else None
        for column in columns
    ]
    if not any(implied):
        return table
    return table.with_columns(
        replace(column, dms_type=dms_type) if dms_type else column
        for column, dms_type in zip(columns, implied, strict=True)
    )
