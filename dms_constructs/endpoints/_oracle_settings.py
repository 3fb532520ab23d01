"""The settings of Oracle's endpoints by AWS's names, and what speaks against them."""

from __future__ import annotations

import enum
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from dms_constructs._checks import taken_as_is
from dms_constructs._declared import settings_of
from dms_constructs.endpoint_facts import is_on
from dms_constructs.endpoints._settings import EndpointSettings, renders
from dms_constructs.endpoints.binary_reader import BinaryReader
from dms_constructs.errors import Finding

__all__ = ["CharLengthSemantics", "SourceSettings", "TargetSettings"]


class CharLengthSemantics(enum.Enum):
    """
    What the length of a character column counts that DMS makes in Oracle.

    Source: the CharLengthSemantics parameter of OracleSettings in the AWS DMS API reference.
    """

    DEFAULT = "default"
    """As the database has it."""
    CHAR = "char"
    """Characters."""
    BYTE = "byte"
    """Bytes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Settings(EndpointSettings):
    BLOCK = "OracleSettings"

    @classmethod
    def _label(cls, field: str, key: str) -> str:  # noqa: ARG003  # the user knows the argument
        return field


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceSettings(_Settings):
    """What an Oracle source is told."""

    REFUSED = dict.fromkeys(  # declared by the base, never changed
        ("AsmPassword", "AsmServer", "AsmUser", "asm_server", "asm_user"),
        "DMS takes it from ASM's secret, binary_reader=dms.BinaryReader(asm=dms.OracleAsm(secret=secret))",
    )

    binary_reader: BinaryReader | None = None
    add_supplemental_logging: bool | None = field(default=None, metadata=renders("AddSupplementalLogging"))
    archived_logs_only: bool | None = field(default=None, metadata=renders("ArchivedLogsOnly"))
    archived_log_dest_id: int | None = field(default=None, metadata=renders("ArchivedLogDestId"))
    additional_archived_log_dest_id: int | None = field(default=None, metadata=renders("AdditionalArchivedLogDestId"))
    extra_archived_log_dest_ids: Sequence[int] | None = field(default=None, metadata=renders("ExtraArchivedLogDestIds"))
    allow_select_nested_tables: bool | None = field(default=None, metadata=renders("AllowSelectNestedTables"))
    number_datatype_scale: int | None = field(default=None, metadata=renders("NumberDatatypeScale"))
    spatial_data_option_to_geo_json_function_name: str | None = field(
        default=None, metadata=renders("SpatialDataOptionToGeoJsonFunctionName")
    )
    read_table_space_name: bool | None = field(default=None, metadata=renders("ReadTableSpaceName"))
    enable_homogenous_tablespace: bool | None = field(default=None, metadata=renders("EnableHomogenousTablespace"))
    standby_delay_time: int | None = field(default=None, metadata=renders("StandbyDelayTime"))
    retry_interval: int | None = field(default=None, metadata=renders("RetryInterval"))
    fail_tasks_on_lob_truncation: bool | None = field(default=None, metadata=renders("FailTasksOnLobTruncation"))

    def __post_init__(self) -> None:
        EndpointSettings.__post_init__(self)
        ids = self.extra_archived_log_dest_ids
        if ids is not None:
            self._fields_say["ExtraArchivedLogDestIds"] = list(ids)
        if self.binary_reader is not None:
            self._fields_say.update(self.binary_reader.said)

    @classmethod
    def labels(cls) -> Mapping[str, str]:
        """Return what users know its members by, those of Binary Reader included."""
        own = {setting.key.name: setting.name for setting in settings_of(cls)}
        reader = dict.fromkeys(("UseLogminerReader", "UseBFile", "SecurityDbEncryption"), "binary_reader")
        return {**own, **BinaryReader.labels(), **reader}

    def findings(self, attributes: object) -> Iterator[Finding]:
        """Yield what deploys but may surprise."""
        if self.binary_reader is not None:
            yield from self.binary_reader.findings()
        others = ("additional_archived_log_dest_id", "extra_archived_log_dest_ids")
        for name in others if self.archived_log_dest_id is None else ():
            if getattr(self, name) is not None:
                yield Finding(
                    "endpoint.archiveDestinations",
                    f"{name} is for use with archived_log_dest_id, which is not given",
                    fix="add archived_log_dest_id=1, with the primary's own dest_id of v$archived_log",
                )
        if isinstance(attributes, Mapping):
            yield from self._of_attributes({str(name).lower(): value for name, value in attributes.items()})

    def _of_attributes(self, given: Mapping[str, object]) -> Iterator[Finding]:
        """Yield the attributes that are for the other way of reading redo logs, or ask for one by half."""
        files, logminer = given.get("usebfile", False), given.get("uselogminerreader", True)
        if taken_as_is(files) or taken_as_is(logminer):
            return
        reads_files = self.binary_reader is not None or is_on(files)
        if self.binary_reader is None and is_on(files) is is_on(logminer):
            has, lacks = "useBfile=Y", "useLogminerReader=N"
            if not is_on(files):
                has, lacks = lacks, has
            yield Finding(
                "endpoint.binaryReaderByHalf",
                f"{has} goes with {lacks}, which is not given",
                fix="write binary_reader=dms.BinaryReader(), and remove the attribute",
            )
        if "filtertransactionsofuser" in given and reads_files:
            yield Finding(
                "endpoint.settingWithoutEffect",
                "filterTransactionsOfUser has no effect with Binary Reader",
                fix="remove binary_reader, or remove filterTransactionsOfUser",
            )
        if "asmuseplsqlarray" in given and not reads_files:
            yield Finding(
                "endpoint.settingWithoutEffect",
                "asmUsePLSQLArray has no effect without Binary Reader",
                fix="add binary_reader=dms.BinaryReader(asm=dms.OracleAsm(secret=secret)), or remove asmUsePLSQLArray",
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetSettings(_Settings):
    """What an Oracle target is told."""

    use_direct_path_full_load: bool | None = field(default=None, metadata=renders("UseDirectPathFullLoad"))
    direct_path_parallel_load: bool | None = field(default=None, metadata=renders("DirectPathParallelLoad"))
    direct_path_no_log: bool | None = field(default=None, metadata=renders("DirectPathNoLog"))
    char_length_semantics: CharLengthSemantics | None = field(
        default=None, metadata=renders("CharLengthSemantics", CharLengthSemantics)
    )

    def findings(self) -> Iterator[Finding]:
        """Yield what has no effect without a direct path."""
        if self.use_direct_path_full_load is not False:
            return
        for name in ("direct_path_parallel_load", "direct_path_no_log"):
            if getattr(self, name) is True:
                yield Finding(
                    "endpoint.settingWithoutEffect",
                    f"{name} has no effect without use_direct_path_full_load",
                    fix=f"remove use_direct_path_full_load, or remove {name}",
                )
