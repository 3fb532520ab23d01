"""Table mappings: which tables a task moves, and what becomes of them on the way."""

from dms_constructs.catalog.table_type import TableType
from dms_constructs.mappings.rules.affixes import (
    PrefixColumns,
    PrefixSchemas,
    PrefixTables,
    SuffixColumns,
    SuffixSchemas,
    SuffixTables,
)
from dms_constructs.mappings.rules.attribute import Attribute
from dms_constructs.mappings.rules.before_images import AddBeforeImageColumns
from dms_constructs.mappings.rules.columns import (
    AddColumn,
    ChangeDataType,
    IncludeColumns,
    RemoveColumns,
)
from dms_constructs.mappings.rules.data_type import DataType
from dms_constructs.mappings.rules.expression import Expression
from dms_constructs.mappings.rules.filters import Condition, Filter
from dms_constructs.mappings.rules.include import Include
from dms_constructs.mappings.rules.letter_case import (
    LowercaseColumns,
    LowercaseSchemas,
    LowercaseTables,
    UppercaseColumns,
    UppercaseSchemas,
    UppercaseTables,
)
from dms_constructs.mappings.rules.masking import MaskDigits, MaskWithHash, RandomizeDigits
from dms_constructs.mappings.rules.object_mapping import (
    MapRecordToDocument,
    MapRecordToRecord,
    PartitionKeyType,
)
from dms_constructs.mappings.rules.parallel_load import (
    NoSegments,
    PartitionsAuto,
    PartitionsList,
    SubpartitionsAuto,
)
from dms_constructs.mappings.rules.primary_key import DefinePrimaryKey
from dms_constructs.mappings.rules.ranges import Ranges
from dms_constructs.mappings.rules.raw import RawRule
from dms_constructs.mappings.rules.renaming import RenameColumn, RenameSchema, RenameTable
from dms_constructs.mappings.rules.rule import Rule
from dms_constructs.mappings.rules.segments import Segments
from dms_constructs.mappings.rules.selection import Exclude, Explicit
from dms_constructs.mappings.rules.table_settings import LobMode, TableLobs, TableSettings
from dms_constructs.mappings.rules.tablespaces import (
    LowercaseIndexTablespaces,
    LowercaseTableTablespaces,
    PrefixIndexTablespaces,
    PrefixTableTablespaces,
    RenameIndexTablespace,
    RenameTableTablespace,
    SuffixIndexTablespaces,
    SuffixTableTablespaces,
    UppercaseIndexTablespaces,
    UppercaseTableTablespaces,
)
from dms_constructs.mappings.rules.tagging import AddTags
from dms_constructs.mappings.rules.validation_override import OverrideValidation
from dms_constructs.mappings.table_mappings import TableMappings

__all__ = [
    "AddBeforeImageColumns",
    "AddColumn",
    "AddTags",
    "Attribute",
    "ChangeDataType",
    "Condition",
    "DataType",
    "DefinePrimaryKey",
    "Exclude",
    "Explicit",
    "Expression",
    "Filter",
    "Include",
    "IncludeColumns",
    "LobMode",
    "LowercaseColumns",
    "LowercaseIndexTablespaces",
    "LowercaseSchemas",
    "LowercaseTableTablespaces",
    "LowercaseTables",
    "MapRecordToDocument",
    "MapRecordToRecord",
    "MaskDigits",
    "MaskWithHash",
    "NoSegments",
    "OverrideValidation",
    "PartitionKeyType",
    "PartitionsAuto",
    "PartitionsList",
    "PrefixColumns",
    "PrefixIndexTablespaces",
    "PrefixSchemas",
    "PrefixTableTablespaces",
    "PrefixTables",
    "RandomizeDigits",
    "Ranges",
    "RawRule",
    "RemoveColumns",
    "RenameColumn",
    "RenameIndexTablespace",
    "RenameSchema",
    "RenameTable",
    "RenameTableTablespace",
    "Rule",
    "Segments",
    "SubpartitionsAuto",
    "SuffixColumns",
    "SuffixIndexTablespaces",
    "SuffixSchemas",
    "SuffixTableTablespaces",
    "SuffixTables",
    "TableLobs",
    "TableMappings",
    "TableSettings",
    "TableType",
    "UppercaseColumns",
    "UppercaseIndexTablespaces",
    "UppercaseSchemas",
    "UppercaseTableTablespaces",
    "UppercaseTables",
]
