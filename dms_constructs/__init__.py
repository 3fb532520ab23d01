"""
AWS CDK constructs for AWS Database Migration Service.

Importing this package loads neither the CDK nor Node: a name is loaded when it is first used, so programs that
need only the values (table mappings, task settings and so on) start in milliseconds.
"""

from __future__ import annotations

import importlib
from typing import Any

# What type checkers see is generated from this table: run `python tools/exports.py` after a change.
_EXPORTS: dict[str, tuple[str, ...]] = {
    "account.service_roles": (
        "ServiceRole",
        "ServiceRoles",
        "ServiceRolesMode",
    ),
    "advice": (
        "Advice",
        "AdvicePoint",
        "AdvisedTool",
        "DatabasePlace",
        "MigrationPurpose",
        "OpenQuestion",
        "advise",
    ),
    "advice.situation": ("Situation",),
    "catalog": (
        "Catalog",
        "ChangeRate",
        "SourceColumn",
        "SourceTable",
        "UniqueKey",
    ),
    "cdc": (
        "CdcStart",
        "CdcStop",
    ),
    "endpoint_facts": (
        "DatabaseIdentity",
        "EndpointFacts",
    ),
    "endpoints.endpoint": ("IEndpoint",),
    "endpoints.certificate": (
        "Certificate",
        "ICertificate",
    ),
    "endpoints.connection": ("Connection",),
    "endpoints.mysql": (
        "MySqlSource",
        "MySqlTarget",
        "TargetDbType",
    ),
    "endpoints.password": ("PASSWORD_EXCLUDE_CHARACTERS",),
    "endpoints.postgresql": (
        "PluginName",
        "PostgreSqlSource",
        "PostgreSqlTarget",
    ),
    "endpoints.s3": ("S3Target",),
    "endpoints.s3_format": (
        "CsvFormat",
        "DatePartitionDelimiter",
        "DatePartitionSequence",
        "DatePartitions",
        "ParquetEncoding",
        "ParquetFormat",
        "ParquetVersion",
        "S3CannedAcl",
        "S3CompressionType",
    ),
    "endpoints.ssl_mode": ("SslMode",),
    "engines": (
        "EndpointType",
        "Engine",
        "EngineName",
        "LetterCase",
        "NameLimit",
        "NotKnown",
        "StartPoints",
    ),
    "errors": (
        "ConfigurationError",
        "Finding",
        "Severity",
        "unchecked",
    ),
    "lifecycle.assessment": ("PremigrationAssessment",),
    "lifecycle.policies": (
        "Allow",
        "ReloadPolicy",
        "StartPolicy",
    ),
    "mappings": (
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
    ),
    "mappings.comparison": (
        "Comparison",
        "TableChange",
    ),
    "mappings.evaluation": ("Evaluation",),
    "mappings.evaluator.mapped_columns": ("MappedColumn",),
    "mappings.evaluator.mapped_table": ("MappedTable",),
    "mappings.rules.object_mapping": ("ObjectMapping",),
    "migration": ("DatabaseMigration",),
    "migration_type": ("MigrationType",),
    "replication.compute": (
        "Compute",
        "Provisioned",
        "Serverless",
    ),
    "replication.existing_instance": ("IReplicationInstance",),
    "replication.instance": ("ReplicationInstance",),
    "replication.instance_class": ("InstanceClass",),
    "replication.network_type": ("NetworkType",),
    "replication.replication": ("IReplication",),
    "replication.serverless": (
        "IServerlessReplication",
        "ServerlessReplication",
    ),
    "replication.subnet_group": (
        "IReplicationSubnetGroup",
        "ReplicationSubnetGroup",
    ),
    "replication.task": (
        "IReplicationTask",
        "ReplicationTask",
    ),
    "settings": (
        "BatchApply",
        "BeforeImages",
        "ChangeProcessing",
        "CharacterSets",
        "ColumnFilter",
        "ControlTables",
        "DdlHandling",
        "Doubt",
        "ErrorAction",
        "ErrorPolicy",
        "FullLoad",
        "FullLobs",
        "InlineLobs",
        "LimitedLobs",
        "LobSizes",
        "Lobs",
        "LogComponent",
        "LogSeverity",
        "LoggedOperation",
        "Logging",
        "LoopbackPrevention",
        "NoLobs",
        "ParallelApply",
        "ParallelLoad",
        "RawDataFormat",
        "Reason",
        "Resync",
        "SettingDifference",
        "StopAfter",
        "StreamBuffers",
        "TargetTablePrepMode",
        "TaskSettings",
        "TimeTravel",
        "TimeTravelEncryption",
        "Validation",
        "ValidationMode",
    ),
    "sizing": (
        "LobAdvice",
        "MemoryTerm",
        "Sizing",
        "SizingConstants",
        "TaskMemory",
        "Workload",
        "advise_lobs",
        "task_memory",
    ),
    "task_plan": ("TaskPlan",),
}
_MODULES = {name: module for module, names in _EXPORTS.items() for name in names}

__version__ = "0.1.0"
__all__ = sorted(_MODULES)  # noqa: PLE0605  # a list, made from the table


def __getattr__(name: str) -> Any:
    module = _MODULES.get(name)
    if module is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(importlib.import_module(f"{__name__}.{module}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
