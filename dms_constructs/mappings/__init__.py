"""Table mappings: which tables a task moves, and what becomes of them on the way."""

from dms_constructs.mappings.letter_case import (
    LowercaseColumns,
    LowercaseSchemas,
    LowercaseTables,
    UppercaseColumns,
    UppercaseSchemas,
    UppercaseTables,
)
from dms_constructs.mappings.raw import RawRule
from dms_constructs.mappings.renaming import RenameColumn, RenameSchema, RenameTable
from dms_constructs.mappings.rule import Rule
from dms_constructs.mappings.selection import Exclude, Explicit, Include
from dms_constructs.mappings.table_mappings import TableMappings
from dms_constructs.table_type import TableType

__all__ = [
    "Exclude",
    "Explicit",
    "Include",
    "LowercaseColumns",
    "LowercaseSchemas",
    "LowercaseTables",
    "RawRule",
    "RenameColumn",
    "RenameSchema",
    "RenameTable",
    "Rule",
    "TableMappings",
    "TableType",
    "UppercaseColumns",
    "UppercaseSchemas",
    "UppercaseTables",
]
