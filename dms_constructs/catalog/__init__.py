"""The catalog of a source: which schemas, tables, views and columns it has, and how much of them."""

from dms_constructs.catalog.catalog import Catalog
from dms_constructs.catalog.change_rate import ChangeRate
from dms_constructs.catalog.foreign_key import ForeignKey, ReferentialAction
from dms_constructs.catalog.not_seen import NotSeen, UnseenPart
from dms_constructs.catalog.source_column import SourceColumn
from dms_constructs.catalog.source_table import SourceTable
from dms_constructs.catalog.storage import Generated, Persistence, ReplicaIdentity
from dms_constructs.catalog.traits import ColumnTrait, TableTrait
from dms_constructs.catalog.unique_key import UniqueKey

__all__ = [
    "Catalog",
    "ChangeRate",
    "ColumnTrait",
    "ForeignKey",
    "Generated",
    "NotSeen",
    "Persistence",
    "ReferentialAction",
    "ReplicaIdentity",
    "SourceColumn",
    "SourceTable",
    "TableTrait",
    "UniqueKey",
    "UnseenPart",
]
