"""What endpoints of SQL Server and of its relatives can be told."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from dms_constructs._checks import not_blank
from dms_constructs.endpoints._settings import EndpointSettings, renders

__all__ = [
    "FullLoadSourceSettings",
    "ManagedInstanceSettings",
    "SafeguardPolicy",
    "SourceSettings",
    "TargetSettings",
    "TlogAccessMode",
    "check_names_database",
]


class SafeguardPolicy(enum.Enum):
    """
    How DMS keeps SQL Server from truncating changes that it has not read yet.

    Source: the DMS User Guide, page CHAP_Source.SQLServer.
    """

    RELY_ON_SQL_SERVER_REPLICATION_AGENT = "rely-on-sql-server-replication-agent"
    """DMS keeps a transaction open, and SQL Server's Log Reader Agent must run."""
    EXCLUSIVE_AUTOMATIC_TRUNCATION = "exclusive-automatic-truncation"
    """DMS truncates with `sp_repldone`: for one task, where nothing else replicates. RDS does not allow it."""
    SHARED_AUTOMATIC_TRUNCATION = "shared-automatic-truncation"
    """The API has it, and the User Guide does not say what it does."""


class TlogAccessMode(enum.Enum):
    """
    Where DMS reads changes: the active transaction log (TLOG), its backups, or both.

    Source: the DMS User Guide, page CHAP_Source.SQLServer.
    """

    BACKUP_ONLY = "BackupOnly"
    PREFER_BACKUP = "PreferBackup"
    PREFER_TLOG = "PreferTlog"
    TLOG_ONLY = "TlogOnly"


@dataclass(frozen=True, slots=True, kw_only=True)
class _ReadingSettings(EndpointSettings):
    BLOCK = "MicrosoftSQLServerSettings"

    force_lob_lookup: bool | None = field(default=None, metadata=renders("ForceLobLookup"))
    trim_space_in_char: bool | None = field(default=None, metadata=renders("TrimSpaceInChar"))

    @classmethod
    def _label(cls, field: str, key: str) -> str:  # noqa: ARG003  # the user knows the argument, not this class
        return field


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceSettings(_ReadingSettings):
    """Of SQL Server as a source."""

    safeguard_policy: SafeguardPolicy | None = field(default=None, metadata=renders("SafeguardPolicy", SafeguardPolicy))
    tlog_access_mode: TlogAccessMode | None = field(default=None, metadata=renders("TlogAccessMode", TlogAccessMode))
    read_backup_only: bool | None = field(default=None, metadata=renders("ReadBackupOnly"))
    use_third_party_backup_device: bool | None = field(default=None, metadata=renders("UseThirdPartyBackupDevice"))
    query_single_always_on_node: bool | None = field(default=None, metadata=renders("QuerySingleAlwaysOnNode"))


@dataclass(frozen=True, slots=True, kw_only=True)
class ManagedInstanceSettings(_ReadingSettings):
    """Of Azure SQL Managed Instance: DMS reads its active log only."""

    REFUSED: ClassVar[Mapping[str, str]] = dict.fromkeys(
        ("TlogAccessMode", "ReadBackupOnly", "UseThirdPartyBackupDevice", "QuerySingleAlwaysOnNode"),
        "DMS reads the active log of an Azure SQL Managed Instance only, and none of its backups",
    )

    safeguard_policy: SafeguardPolicy | None = field(default=None, metadata=renders("SafeguardPolicy", SafeguardPolicy))


@dataclass(frozen=True, slots=True, kw_only=True)
class FullLoadSourceSettings(_ReadingSettings):
    """Of Azure SQL Database: DMS reads rows there, and no changes."""

    REFUSED: ClassVar[Mapping[str, str]] = dict.fromkeys(
        (
            "SafeguardPolicy",
            "TlogAccessMode",
            "ReadBackupOnly",
            "UseThirdPartyBackupDevice",
            "QuerySingleAlwaysOnNode",
            "ActivateSafeguard",
            "EnableNonSysadminWrapper",
            "SetUpMsCdcForTables",
        ),
        "it is about changes, and DMS reads none from Azure SQL Database",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetSettings(EndpointSettings):
    """Of SQL Server and Babelfish as targets."""

    BLOCK = "MicrosoftSQLServerSettings"

    use_bcp_full_load: bool | None = field(default=None, metadata=renders("UseBcpFullLoad"))
    bcp_packet_size_bytes: int | None = field(default=None, metadata=renders("BcpPacketSize"))
    control_tables_file_group: str | None = field(default=None, metadata=renders("ControlTablesFileGroup"))

    @classmethod
    def _label(cls, field: str, key: str) -> str:  # noqa: ARG003  # as above
        return field


def check_names_database(database: str | None) -> None:
    """Raise unless a database is named: one endpoint is for one."""
    not_blank("DMS-Q021", "database", database, "the one that the endpoint is for, such as database='shop'")
