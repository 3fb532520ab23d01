"""
AWS CDK constructs for AWS Database Migration Service.

Importing this package loads neither the CDK nor Node: a name is loaded when it is first used, so that programs which
only need the values (table mappings, task settings and so on) start in milliseconds.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dms_constructs.catalog import Catalog as Catalog, SourceColumn as SourceColumn, SourceTable as SourceTable
    from dms_constructs.cdc import CdcStart as CdcStart, CdcStop as CdcStop
    from dms_constructs.endpoints.base import IEndpoint as IEndpoint
    from dms_constructs.endpoints.certificate import Certificate as Certificate, ICertificate as ICertificate
    from dms_constructs.endpoints.connection import Connection as Connection
    from dms_constructs.endpoints.mysql import (
        MySqlSource as MySqlSource,
        MySqlTarget as MySqlTarget,
        TargetDbType as TargetDbType,
    )
    from dms_constructs.endpoints.postgresql import (
        PluginName as PluginName,
        PostgreSqlSource as PostgreSqlSource,
        PostgreSqlTarget as PostgreSqlTarget,
    )
    from dms_constructs.engine_name import EndpointType as EndpointType, EngineName as EngineName
    from dms_constructs.errors import (
        ConfigurationError as ConfigurationError,
        Finding as Finding,
        unchecked as unchecked,
    )
    from dms_constructs.instance import (
        IReplicationInstance as IReplicationInstance,
        ReplicationInstance as ReplicationInstance,
    )
    from dms_constructs.instance_class import InstanceClass as InstanceClass
    from dms_constructs.mappings import (
        Exclude as Exclude,
        Explicit as Explicit,
        Include as Include,
        LowercaseColumns as LowercaseColumns,
        LowercaseSchemas as LowercaseSchemas,
        LowercaseTables as LowercaseTables,
        RawRule as RawRule,
        RenameColumn as RenameColumn,
        RenameSchema as RenameSchema,
        RenameTable as RenameTable,
        Rule as Rule,
        TableMappings as TableMappings,
        TableType as TableType,
        UppercaseColumns as UppercaseColumns,
        UppercaseSchemas as UppercaseSchemas,
        UppercaseTables as UppercaseTables,
    )
    from dms_constructs.migration import DatabaseMigration as DatabaseMigration
    from dms_constructs.migration_type import MigrationType as MigrationType
    from dms_constructs.network_type import NetworkType as NetworkType
    from dms_constructs.password import PASSWORD_EXCLUDE_CHARACTERS as PASSWORD_EXCLUDE_CHARACTERS
    from dms_constructs.roles import (
        ServiceRole as ServiceRole,
        ServiceRoles as ServiceRoles,
        ServiceRolesMode as ServiceRolesMode,
    )
    from dms_constructs.settings import (
        BatchApply as BatchApply,
        BeforeImages as BeforeImages,
        ChangeProcessing as ChangeProcessing,
        ColumnFilter as ColumnFilter,
        ControlTables as ControlTables,
        DdlHandling as DdlHandling,
        ErrorAction as ErrorAction,
        ErrorPolicy as ErrorPolicy,
        FullLoad as FullLoad,
        FullLobs as FullLobs,
        InlineLobs as InlineLobs,
        LimitedLobs as LimitedLobs,
        Lobs as Lobs,
        LogComponent as LogComponent,
        Logging as Logging,
        LogSeverity as LogSeverity,
        LoopbackPrevention as LoopbackPrevention,
        NoLobs as NoLobs,
        ParallelApply as ParallelApply,
        ParallelLoad as ParallelLoad,
        Resync as Resync,
        StopAfter as StopAfter,
        StreamBuffers as StreamBuffers,
        TargetTablePrepMode as TargetTablePrepMode,
        TaskSettings as TaskSettings,
        Validation as Validation,
        ValidationMode as ValidationMode,
    )
    from dms_constructs.ssl_mode import SslMode as SslMode
    from dms_constructs.subnet_group import (
        IReplicationSubnetGroup as IReplicationSubnetGroup,
        ReplicationSubnetGroup as ReplicationSubnetGroup,
    )
    from dms_constructs.task import IReplicationTask as IReplicationTask, ReplicationTask as ReplicationTask

# Where each public name lives.
_MODULES = {
    "BatchApply": "settings",
    "BeforeImages": "settings",
    "Catalog": "catalog",
    "CdcStart": "cdc",
    "CdcStop": "cdc",
    "Certificate": "endpoints.certificate",
    "ChangeProcessing": "settings",
    "ColumnFilter": "settings",
    "ConfigurationError": "errors",
    "Connection": "endpoints.connection",
    "ControlTables": "settings",
    "DatabaseMigration": "migration",
    "DdlHandling": "settings",
    "EndpointType": "engine_name",
    "EngineName": "engine_name",
    "ErrorAction": "settings",
    "ErrorPolicy": "settings",
    "Exclude": "mappings",
    "Explicit": "mappings",
    "Finding": "errors",
    "FullLoad": "settings",
    "FullLobs": "settings",
    "ICertificate": "endpoints.certificate",
    "IEndpoint": "endpoints.base",
    "IReplicationInstance": "instance",
    "IReplicationSubnetGroup": "subnet_group",
    "IReplicationTask": "task",
    "Include": "mappings",
    "InlineLobs": "settings",
    "InstanceClass": "instance_class",
    "LimitedLobs": "settings",
    "Lobs": "settings",
    "LogComponent": "settings",
    "LogSeverity": "settings",
    "Logging": "settings",
    "LoopbackPrevention": "settings",
    "LowercaseColumns": "mappings",
    "LowercaseSchemas": "mappings",
    "LowercaseTables": "mappings",
    "MigrationType": "migration_type",
    "MySqlSource": "endpoints.mysql",
    "MySqlTarget": "endpoints.mysql",
    "NetworkType": "network_type",
    "NoLobs": "settings",
    "PASSWORD_EXCLUDE_CHARACTERS": "password",
    "ParallelApply": "settings",
    "ParallelLoad": "settings",
    "PluginName": "endpoints.postgresql",
    "PostgreSqlSource": "endpoints.postgresql",
    "PostgreSqlTarget": "endpoints.postgresql",
    "RawRule": "mappings",
    "RenameColumn": "mappings",
    "RenameSchema": "mappings",
    "RenameTable": "mappings",
    "ReplicationInstance": "instance",
    "ReplicationSubnetGroup": "subnet_group",
    "ReplicationTask": "task",
    "Resync": "settings",
    "Rule": "mappings",
    "ServiceRole": "roles",
    "ServiceRoles": "roles",
    "ServiceRolesMode": "roles",
    "SourceColumn": "catalog",
    "SourceTable": "catalog",
    "SslMode": "ssl_mode",
    "StopAfter": "settings",
    "StreamBuffers": "settings",
    "TableMappings": "mappings",
    "TableType": "mappings",
    "TargetDbType": "endpoints.mysql",
    "TargetTablePrepMode": "settings",
    "TaskSettings": "settings",
    "UppercaseColumns": "mappings",
    "UppercaseSchemas": "mappings",
    "UppercaseTables": "mappings",
    "Validation": "settings",
    "ValidationMode": "settings",
    "unchecked": "errors",
}

__all__ = [
    "BatchApply",
    "BeforeImages",
    "Catalog",
    "CdcStart",
    "CdcStop",
    "Certificate",
    "ChangeProcessing",
    "ColumnFilter",
    "ConfigurationError",
    "Connection",
    "ControlTables",
    "DatabaseMigration",
    "DdlHandling",
    "EndpointType",
    "EngineName",
    "ErrorAction",
    "ErrorPolicy",
    "Exclude",
    "Explicit",
    "Finding",
    "FullLoad",
    "FullLobs",
    "ICertificate",
    "IEndpoint",
    "IReplicationInstance",
    "IReplicationSubnetGroup",
    "IReplicationTask",
    "Include",
    "InlineLobs",
    "InstanceClass",
    "LimitedLobs",
    "Lobs",
    "LogComponent",
    "LogSeverity",
    "Logging",
    "LoopbackPrevention",
    "LowercaseColumns",
    "LowercaseSchemas",
    "LowercaseTables",
    "MigrationType",
    "MySqlSource",
    "MySqlTarget",
    "NetworkType",
    "NoLobs",
    "PASSWORD_EXCLUDE_CHARACTERS",
    "ParallelApply",
    "ParallelLoad",
    "PluginName",
    "PostgreSqlSource",
    "PostgreSqlTarget",
    "RawRule",
    "RenameColumn",
    "RenameSchema",
    "RenameTable",
    "ReplicationInstance",
    "ReplicationSubnetGroup",
    "ReplicationTask",
    "Resync",
    "Rule",
    "ServiceRole",
    "ServiceRoles",
    "ServiceRolesMode",
    "SourceColumn",
    "SourceTable",
    "SslMode",
    "StopAfter",
    "StreamBuffers",
    "TableMappings",
    "TableType",
    "TargetDbType",
    "TargetTablePrepMode",
    "TaskSettings",
    "UppercaseColumns",
    "UppercaseSchemas",
    "UppercaseTables",
    "Validation",
    "ValidationMode",
    "unchecked",
]


def __getattr__(name: str) -> Any:
    module = _MODULES.get(name)
    if module is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(importlib.import_module(f"{__name__}.{module}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
