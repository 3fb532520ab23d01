"""A table or view of a source, with its columns."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from typing import TypeVar, cast

from dms_constructs.catalog import _kinds, _names, _sizes
from dms_constructs.catalog._shown import shown
from dms_constructs.catalog.foreign_key import ForeignKey
from dms_constructs.catalog.source_column import SourceColumn
from dms_constructs.catalog.storage import Persistence, ReplicaIdentity
from dms_constructs.catalog.table_type import TableType
from dms_constructs.catalog.traits import TableTrait, listed
from dms_constructs.catalog.unique_key import UniqueKey
from dms_constructs.errors import ConfigurationError, did_you_mean

__all__ = ["SourceTable", "named_keyless"]

T = TypeVar("T")


@dataclass(frozen=True, slots=True, init=False)
class SourceTable:
    """
    A table or view of the source.

    `SourceTable("shop", "orders", [SourceColumn("id", "bigint"), SourceColumn("note", "longtext", lob=True)],
    primary_key=["id"])`. A column that is only a name may be given as text.

    Args:
        schema: The name of its schema; for MySQL, of its database.
        name: Its own name.
        columns: Its columns, in order. Default: not known.
        primary_key: The names of the columns of its primary key, in order. Default: it has none.
        table_type: A table or a view. Default: a table.
        rows: How many rows it has; an estimate will do. Default: not known.
        size_bytes: The bytes of its data as it is stored, without its indexes. Default: not known.
        primary_key_deferrable: Whether its primary key may be violated within a transaction; PostgreSQL has such keys.
            Default: it must hold at any time.
        unique_keys: Its unique keys besides the primary key. Default: it has none.
        foreign_keys: Its foreign keys. Default: not known.
        secondary_indexes: The names of its indexes that are not unique. Default: not known.
        partitioned: Whether it is divided into partitions; of PostgreSQL, whether it is the root or a branch of a
            partitioned table, which has no rows of its own. Default: not known.
        partition_of: The table that it is a partition of, as `schema.table`; PostgreSQL has such. Default: of no table,
            if `partitioned` is known; else not known.
        persistence: Whether PostgreSQL logs its changes. Default: not known, or another engine.
        replica_identity: What PostgreSQL logs to find a changed row elsewhere. Default: not known, or another engine.
        storage_engine: MySQL's and MariaDB's word for what stores it, for example `InnoDB`. Default: not known, or
            another engine.
        system_versioned: Whether it keeps the history of its rows; MariaDB has such tables, and SQL Server, which calls
            them temporal. Default: not known.
        materialized: Whether it is a materialized view, which no selection rule selects. Those of Oracle are tables to
            DMS, and are written as such. Default: not known.
        triggers: The names of its triggers that are on. Default: not known.
        traits: All that it has of what Oracle and SQL Server have; none is `[]`. Default: not known.

    Raises:
        ConfigurationError: `DMS-D001` for an empty name, `DMS-D002` for a value of the wrong type, `DMS-D003` for a
            column, key or index that is there twice, a key column that is not there or there twice, or a deferrable
            primary key of no columns, `DMS-D006` for a negative size, `DMS-D008` for a table that is its own partition
            or is a materialized view.
    """

    schema: str
    name: str
    columns: tuple[SourceColumn, ...]
    primary_key: tuple[str, ...]
    table_type: TableType
    rows: int | None
    size_bytes: int | None
    primary_key_deferrable: bool
    unique_keys: tuple[UniqueKey, ...]
    foreign_keys: tuple[ForeignKey, ...] | None
    secondary_indexes: tuple[str, ...] | None
    partitioned: bool | None
    partition_of: str | None
    persistence: Persistence | None
    replica_identity: ReplicaIdentity | None
    storage_engine: str | None
    system_versioned: bool | None
    materialized: bool | None
    triggers: tuple[str, ...] | None
    traits: tuple[TableTrait, ...] | None

    def __init__(
        self,
        schema: str,
        name: str,
        columns: Iterable[SourceColumn | str] = (),
        *,
        primary_key: Iterable[str] = (),
        table_type: TableType = TableType.TABLE,
        rows: int | None = None,
        size_bytes: int | None = None,
        primary_key_deferrable: bool = False,
        unique_keys: Iterable[UniqueKey] = (),
        foreign_keys: Iterable[ForeignKey] | None = None,
        secondary_indexes: Iterable[str] | None = None,
        partitioned: bool | None = None,
        partition_of: str | None = None,
        persistence: Persistence | None = None,
        replica_identity: ReplicaIdentity | None = None,
        storage_engine: str | None = None,
        system_versioned: bool | None = None,
        materialized: bool | None = None,
        triggers: Iterable[str] | None = None,
        traits: Iterable[TableTrait] | None = None,
    ) -> None:
        _names.check("the schema of a table", schema)
        _names.check("the name of a table", name)
        where = f"table {schema}.{name}"
        if not isinstance(table_type, TableType) or table_type is TableType.ALL:
            raise ConfigurationError(
                "DMS-D002",
                f"{where}: table_type must be dms.TableType.TABLE or dms.TableType.VIEW, got {shown(table_type)}",
                given=table_type,
            )
        given_columns = tuple(_listed(where, "columns", columns))
        if _ONLY_COLUMNS.issuperset(map(type, given_columns)):
            known = cast("tuple[SourceColumn, ...]", given_columns)  # as nearly always: no look at each
        else:
            known = tuple([_column(where, column) for column in given_columns])
        key = tuple(_listed(where, "primary_key", primary_key))
        unique = tuple(_listed(where, "unique_keys", unique_keys))
        foreign = None if foreign_keys is None else tuple(_listed(where, "foreign_keys", foreign_keys))
        indexes = None if secondary_indexes is None else tuple(_listed(where, "secondary_indexes", secondary_indexes))
        firing = None if triggers is None else tuple(_listed(where, "triggers", triggers))
        names = {column.name for column in known}
        if len(names) != len(known):
            repeated = _repeated(column.name for column in known)
            raise ConfigurationError("DMS-D003", f"{where} has column {repeated} twice; remove one", given=repeated)
        _check_primary_key(where, key, names, deferrable=primary_key_deferrable)
        if unique:
            _check_keys(where, "unique key", UniqueKey, unique, names)
        if foreign:
            _check_keys(where, "foreign key", ForeignKey, foreign, names)
        if indexes or firing:
            _check_named(where, "index", indexes or ())
            _check_named(where, "trigger", firing or ())
        put = object.__setattr__
        put(self, "schema", schema)
        put(self, "name", name)
        put(self, "columns", known)
        put(self, "primary_key", key)
        put(self, "table_type", table_type)
        put(self, "rows", rows)
        put(self, "size_bytes", size_bytes)
        put(self, "primary_key_deferrable", primary_key_deferrable)
        put(self, "unique_keys", unique)
        put(self, "foreign_keys", foreign)
        put(self, "secondary_indexes", indexes)
        put(self, "partitioned", partitioned)
        put(self, "partition_of", partition_of)
        put(self, "persistence", persistence)
        put(self, "replica_identity", replica_identity)
        put(self, "storage_engine", storage_engine)
        put(self, "system_versioned", system_versioned)
        put(self, "materialized", materialized)
        put(self, "triggers", firing)
        put(self, "traits", listed(where, TableTrait, traits))
        _kinds.check(where, self, _KINDS)
        _check_kind(where, self)

    @property
    def key_for_changes(self) -> tuple[str, ...]:
        """
        The columns by which DMS finds the row that a change is about: those of the primary key, in order, or none.

        A deferrable primary key does not count: PostgreSQL logs no key with the changes of such a table, and DMS does
        not support deferred constraints. Source: the DMS User Guide, page CHAP_Source.PostgreSQL.
        """
        return () if self.primary_key_deferrable else self.primary_key

    @property
    def has_primary_or_unique_key(self) -> bool:
        """
        Whether it has a key where DMS takes either: for validation, for applying in batches, and for large objects.

        Deferrable keys do not count, as in `key_for_changes`.
        """
        return bool(self.key_for_changes) or any(not key.deferrable for key in self.unique_keys)

    def with_columns(self, columns: Iterable[SourceColumn]) -> SourceTable:
        """Return the same table with other columns."""
        return SourceTable(self.schema, self.name, columns, **{name: getattr(self, name) for name in _BESIDE_COLUMNS})

    def __str__(self) -> str:
        return f"{self.schema}.{self.name}"


def named_keyless(table: SourceTable) -> str:
    """Return how a message names a table that has no key which counts."""
    return f"{table} (whose primary key is deferrable, and counts as none)" if table.primary_key else str(table)


def _listed(where: str, what: str, given: Iterable[T]) -> Iterable[T]:
    # What is a list nearly always is asked first, because Iterable takes long to answer.
    if not isinstance(given, list | tuple) and (isinstance(given, str | Mapping) or not isinstance(given, Iterable)):
        raise ConfigurationError("DMS-D002", f"{where}: {what} must be a list, got {shown(given)}", given=given)
    return given


def _repeated(names: Iterable[str]) -> str:
    """Return a name that is there twice; the caller knows that one is."""
    return Counter(names).most_common(1)[0][0]


def _column(where: str, given: SourceColumn | str) -> SourceColumn:
    if isinstance(given, SourceColumn):
        return given
    if isinstance(given, str):
        return SourceColumn(given)
    raise ConfigurationError(
        "DMS-D002", f"{where}: a column must be a SourceColumn or a name, got {shown(given)}", given=given
    )


def _check_primary_key(where: str, key: tuple[str, ...], names: set[str], *, deferrable: bool) -> None:
    for name in key:
        if not isinstance(name, str):
            raise ConfigurationError(
                "DMS-D002", f"{where}: primary_key must be names of columns, got {shown(name)}", given=name
            )
    if len(set(key)) != len(key):
        repeated = _repeated(key)
        raise ConfigurationError(
            "DMS-D003", f"{where} has {repeated} twice in its primary key; remove one", given=repeated
        )
    _check_there(where, key, names, "the primary key")
    if not isinstance(deferrable, bool):
        raise ConfigurationError(
            "DMS-D002",
            f"{where}: primary_key_deferrable must be True or False, got {shown(deferrable)}",
            given=deferrable,
        )
    if deferrable and not key:
        raise ConfigurationError(
            "DMS-D003", f"{where}: primary_key_deferrable needs a primary_key; give that too, or remove it", given=key
        )


def _check_keys(
    where: str, word: str, kind: type, keys: tuple[UniqueKey, ...] | tuple[ForeignKey, ...], names: set[str]
) -> None:
    for key in keys:
        if not isinstance(key, kind):
            raise ConfigurationError(
                "DMS-D002", f"{where}: a {word} must be a {kind.__name__}, got {shown(key)}", given=key
            )
        _check_there(where, key.columns, names, f"{word} {key.name}")
    if len({key.name for key in keys}) != len(keys):
        repeated = _repeated(key.name for key in keys)
        raise ConfigurationError("DMS-D003", f"{where} has {word} {repeated} twice", given=repeated)


def _check_named(where: str, what: str, given: tuple[str, ...]) -> None:
    for name in given:
        _names.check(f"{where}: the name of {'an' if what == 'index' else 'a'} {what}", name)
    if len(set(given)) != len(given):
        repeated = _repeated(given)
        raise ConfigurationError("DMS-D003", f"{where} has {what} {repeated} twice", given=repeated)


def _check_kind(where: str, table: SourceTable) -> None:
    _sizes.count(f"{where}: rows", table.rows)
    _sizes.count(f"{where}: size_bytes", table.size_bytes)
    if table.partition_of is not None:
        _names.check_table(f"{where}: partition_of", table.partition_of)
        if table.partition_of == str(table):
            raise ConfigurationError(
                "DMS-D008",
                f"{where}: partition_of names the table itself; name the table that it is a partition of, or leave it "
                "out",
                given=table.partition_of,
            )
    if table.materialized and table.table_type is not TableType.VIEW:
        raise ConfigurationError(
            "DMS-D008",
            f"{where}: a materialized view can't be a table; write table_type=dms.TableType.VIEW, or "
            "materialized=False",
            given=table.table_type,
        )


def _check_there(where: str, key: tuple[str, ...], names: set[str], what: str) -> None:
    if names and not names.issuperset(key):
        missing = next(column for column in key if column not in names)
        raise ConfigurationError(
            "DMS-D003",
            f"{where}: column {missing} of {what} is not one of its columns{did_you_mean(missing, names)}; it has "
            f"{', '.join(sorted(names)[:_MOST_NAMED])}{', ...' * (len(names) > _MOST_NAMED)}",
            given=missing,
        )


_MOST_NAMED = 10  # a table can have a thousand columns
_ONLY_COLUMNS = frozenset({SourceColumn})
_KINDS = {
    "partitioned": bool,
    "partition_of": str,
    "persistence": Persistence,
    "replica_identity": ReplicaIdentity,
    "storage_engine": str,
    "system_versioned": bool,
    "materialized": bool,
}
_BESIDE_COLUMNS = [field.name for field in fields(SourceTable) if field.name not in {"schema", "name", "columns"}]
