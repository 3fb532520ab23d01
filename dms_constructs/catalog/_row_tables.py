"""What tables are, from rows of `information_schema.tables`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from dms_constructs.catalog._row_fields import Field, Fields, flag, word, words
from dms_constructs.catalog.storage import Persistence, ReplicaIdentity
from dms_constructs.catalog.table_type import TableType
from dms_constructs.catalog.traits import TableTrait

__all__ = ["read"]

Key = tuple[str, str]

# The words of MySQL and PostgreSQL for what DMS can take for a view.
_VIEWS = {"VIEW", "SYSTEM VIEW"}
_MATERIALIZED = "MATERIALIZED VIEW"
_VERSIONED = "SYSTEM VERSIONED"
# The words of PostgreSQL and MariaDB for what has columns but is not data of this server, or not data at all.
_NEITHER = {"FOREIGN", "FOREIGN TABLE", "LOCAL TEMPORARY", "SEQUENCE", "TEMPORARY", "TEMPORARY SEQUENCE"}
_PERSISTENCES = {member.value.upper(): member for member in Persistence} | {None: None}
_REPLICA_IDENTITIES = {member.value.upper(): member for member in ReplicaIdentity} | {None: None}

_TRAITS = {member.value.upper(): member for member in TableTrait}


def read(rows: Iterable[Mapping[str, Any]]) -> tuple[dict[Key, dict[str, Any]], set[Key]]:
    """Return what is known of each table, as arguments of it, and what is left out."""
    tables: dict[Key, dict[str, Any]] = {}
    left_out: set[Key] = set()
    for schema, name, given_type, *its in zip(*_FIELDS.of(rows), strict=True):
        table_type = given_type.upper()
        if table_type in _NEITHER:
            left_out.add((schema, name))
        else:
            tables[schema, name] = _Definition(table_type, *its).arguments()
    return tables, left_out


class _Definition(NamedTuple):
    """What a row says of a table, in the order of its fields."""

    table_type: str
    table_rows: int | None
    data_length: int | None
    engine: Any
    create_options: Any
    is_partitioned: Any
    partition_of: Any
    persistence: Any
    replica_identity: Any
    is_system_versioned: Any
    traits: Any

    def arguments(self) -> dict[str, Any]:
        materialized = self.table_type == _MATERIALIZED
        is_view = materialized or self.table_type in _VIEWS
        # MySQL and MariaDB have storage engines, and say of a table with one what else it is.
        partitioned: bool | None
        versioned: bool | None
        if isinstance(self.engine, str) and not is_view:
            storage, versioned = self.engine, self.table_type == _VERSIONED
            partitioned = "partitioned" in str(self.create_options).lower()
        else:
            storage, versioned = None, flag("tables", "is_system_versioned", self.is_system_versioned)
            partitioned = flag("tables", "is_partitioned", self.is_partitioned)
        return {
            "table_type": TableType.VIEW if is_view else TableType.TABLE,
            "rows": self.table_rows,
            "size_bytes": self.data_length,
            "partitioned": partitioned,
            "partition_of": self.partition_of,
            "persistence": word("tables", "persistence", self.persistence, _PERSISTENCES),
            "replica_identity": word("tables", "replica_identity", self.replica_identity, _REPLICA_IDENTITIES),
            "storage_engine": storage,
            "system_versioned": versioned,
            "materialized": materialized if is_view else None,
            "traits": words("tables", "traits", self.traits, _TRAITS),
        }


_NUMBERS = (Field("table_rows", kind=int), Field("data_length", kind=int))
_FIELDS = Fields(
    "tables", (Field("table_type", needed=True), *_NUMBERS, *map(Field, _Definition._fields[len(_NUMBERS) + 1 :]))
)
