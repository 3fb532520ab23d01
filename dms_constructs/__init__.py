"""
AWS CDK constructs for AWS Database Migration Service.

Importing this package loads neither the CDK nor Node: a name is loaded when it is first used, so programs that
need only the values (table mappings, task settings and so on) start in milliseconds.
"""

from __future__ import annotations

import importlib
from typing import Any

# What type checkers see is generated from this table: run `python tools/exports.py` after a change.
_EXPORTS = {
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
        "ForeignKey",
        "Generated",
        "NotSeen",
        "Persistence",
        "ReferentialAction",
        "ReplicaIdentity",
        "SourceColumn",
        "SourceTable",
        "UniqueKey",
        "UnseenPart",
    ),
    "catalog.table_type": ("TableType",),
    "cdc": (
        "CdcStart",
        "CdcStop",
    ),
    "databases.aurora_mysql": ("AuroraMySqlTarget",),
    "databases.aurora_postgresql": ("AuroraPostgreSqlTarget",),
    "databases.capacity": (
        "ProvisionedCapacity",
        "ServerlessCapacity",
    ),
    "databases.cdc_parameters": ("parameters_for_cdc",),
    "databases.deployment": ("Deployment",),
    "databases.global_database": (
        "GlobalDatabase",
        "IGlobalDatabase",
    ),
    "databases.global_secondary": ("GlobalSecondary",),
    "databases.parameter_facts": ("ParameterLevel",),
    "databases.parameters": ("parameter_findings",),
    "databases.phase": ("TargetPhase",),
    "databases.proxy": ("ProxyAuthentication",),
    "databases.restore": ("Restore",),
    "databases.restored": ("RestoredCluster",),
    "databases.server_facts": (
        "ParameterGroupFacts",
        "ParameterOrigin",
        "ParameterValue",
        "ServerFacts",
    ),
    "databases.storage": ("AuroraStorage",),
    "databases.versions": ("database_version_findings",),
    "endpoint_facts": (
        "DatabaseIdentity",
        "EndpointFacts",
    ),
    "endpoints.certificate": (
        "Certificate",
        "ICertificate",
    ),
    "endpoints.connection": ("Connection",),
    "endpoints.endpoint": ("IEndpoint",),
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
        "NameRule",
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
    "mappings.comparison": (
        "Comparison",
        "TableChange",
    ),
    "mappings.evaluation": ("Evaluation",),
    "mappings.evaluator.mapped_columns": ("MappedColumn",),
    "mappings.evaluator.mapped_table": ("MappedTable",),
    "mappings.rules.affixes": (
        "PrefixColumns",
        "PrefixSchemas",
        "PrefixTables",
        "SuffixColumns",
        "SuffixSchemas",
        "SuffixTables",
    ),
    "mappings.rules.attribute": ("Attribute",),
    "mappings.rules.before_images": ("AddBeforeImageColumns",),
    "mappings.rules.columns": (
        "AddColumn",
        "ChangeDataType",
        "IncludeColumns",
        "RemoveColumns",
    ),
    "mappings.rules.data_type": ("DataType",),
    "mappings.rules.expression": ("Expression",),
    "mappings.rules.filters": (
        "Condition",
        "Filter",
    ),
    "mappings.rules.include": ("Include",),
    "mappings.rules.letter_case": (
        "LowercaseColumns",
        "LowercaseSchemas",
        "LowercaseTables",
        "UppercaseColumns",
        "UppercaseSchemas",
        "UppercaseTables",
    ),
    "mappings.rules.masking": (
        "MaskDigits",
        "MaskWithHash",
        "RandomizeDigits",
    ),
    "mappings.rules.object_mapping": (
        "MapRecordToDocument",
        "MapRecordToRecord",
        "ObjectMapping",
        "PartitionKeyType",
    ),
    "mappings.rules.parallel_load": (
        "NoSegments",
        "PartitionsAuto",
        "PartitionsList",
        "SubpartitionsAuto",
    ),
    "mappings.rules.primary_key": ("DefinePrimaryKey",),
    "mappings.rules.ranges": ("Ranges",),
    "mappings.rules.raw": ("RawRule",),
    "mappings.rules.renaming": (
        "RenameColumn",
        "RenameSchema",
        "RenameTable",
    ),
    "mappings.rules.rule": ("Rule",),
    "mappings.rules.segments": ("Segments",),
    "mappings.rules.selection": (
        "Exclude",
        "Explicit",
    ),
    "mappings.rules.table_settings": (
        "LobMode",
        "TableLobs",
        "TableSettings",
    ),
    "mappings.rules.tablespaces": (
        "LowercaseIndexTablespaces",
        "LowercaseTableTablespaces",
        "PrefixIndexTablespaces",
        "PrefixTableTablespaces",
        "RenameIndexTablespace",
        "RenameTableTablespace",
        "SuffixIndexTablespaces",
        "SuffixTableTablespaces",
        "UppercaseIndexTablespaces",
        "UppercaseTableTablespaces",
    ),
    "mappings.rules.tagging": ("AddTags",),
    "mappings.rules.validation_override": ("OverrideValidation",),
    "mappings.table_mappings": ("TableMappings",),
    "migration": ("DatabaseMigration",),
    "migration_type": ("MigrationType",),
    "monitoring.alarm_actions": ("AlarmActions",),
    "monitoring.alarms": ("Alarms",),
    "monitoring.dashboard": ("MigrationDashboard",),
    "monitoring.database_alarms": ("DatabaseAlarms",),
    "monitoring.database_dashboard": ("DatabaseDashboard",),
    "monitoring.database_size": ("DatabaseSize",),
    "monitoring.event_notifications": ("EventNotifications",),
    "monitoring.event_subscription": ("EventSubscription",),
    "monitoring.log_queries": ("LogQueries",),
    "monitoring.migration_monitoring": ("MigrationMonitoring",),
    "monitoring.monitoring": ("Monitoring",),
    "monitoring.notification_topic": ("NotificationTopic",),
    "monitoring.thresholds": (
        "AlarmSeverity",
        "AlarmThresholds",
        "DatabaseThresholds",
        "Levels",
    ),
    "premigration_checks.deciding": ("premigration",),
    "premigration_checks.report": ("PremigrationReport",),
    "premigration_checks.verdict": (
        "PremigrationCheck",
        "PremigrationVerdict",
    ),
    "prerequisites.checklist": ("Prerequisites",),
    "prerequisites.item": ("Prerequisite",),
    "prerequisites.making": ("prerequisites_of",),
    "records.example": ("example_control_record", "example_record"),
    "records.file_row": ("FileColumn", "FileRow"),
    "records.operation": ("Operation",),
    "records.stream_record": ("StreamRecord",),
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
    "runbook.blocks": ("SqlBlock",),
    "runbook.runbook": ("Runbook",),
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
    "sizing.constants": ("SizingConstants",),
    "sizing.lobs": (
        "LobAdvice",
        "advise_lobs",
    ),
    "sizing.memory": (
        "MemoryTerm",
        "TaskMemory",
        "task_memory",
    ),
    "sizing.workload": (
        "Sizing",
        "Workload",
    ),
    "task_plan": ("TaskPlan",),
    "telemetry.database_metrics": (
        "DatabaseMetrics",
        "DatabaseRole",
    ),
    "telemetry.event_kinds": (
        "EventCategory",
        "EventSourceType",
        "InstanceEvent",
        "TaskEvent",
    ),
    "telemetry.metric": ("MetricProps",),
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
