"""A log of all changes, kept in Amazon S3."""

from __future__ import annotations

import enum
from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass, field
from typing import Any, ClassVar

from dms_constructs._checks import taken_as_is
from dms_constructs._code import as_code
from dms_constructs.errors import ConfigurationError, shown
from dms_constructs.settings._document import Values
from dms_constructs.settings._group import Group, Sentence, renders
from dms_constructs.settings._keys import key

__all__ = ["LoggedOperation", "RawDataFormat", "TimeTravel", "TimeTravelEncryption"]

_MODE = "TTSettings.TTS3Settings.EncryptionMode"
_KMS_KEY = "TTSettings.TTS3Settings.ServerSideEncryptionKmsKeyId"
_OPERATIONS = "TTSettings.TTRecordSettings.OperationsToLog"


class TimeTravelEncryption(enum.Enum):
    """How the log is encrypted; it cannot change from `SSE_S3` to `SSE_KMS` later."""

    SSE_S3 = "SSE_S3"
    """With a key of Amazon S3's."""
    SSE_KMS = "SSE_KMS"
    """With a KMS key."""


class RawDataFormat(enum.Enum):
    """How raw data of the source is written, from Oracle and SQL Server, from engine 3.5.0 on."""

    TEXT = "TEXT"
    HEX = "HEX"


class LoggedOperation(enum.Enum):
    """What is logged."""

    INSERT = "INSERT"
    UPDATE = "UPDATE"
    DELETE = "DELETE"
    COMMIT = "COMMIT"
    ROLLBACK = "ROLLBACK"
    ALL = "ALL"


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeTravel(Group):
    """
    Keep a log of the changes that the task replicates in Amazon S3, to find out later when a row became what it is.

    The log holds the rows' data. AWS documents it for sources Oracle, SQL Server and PostgreSQL.

    Source: the DMS User Guide, page CHAP_Tasks.CustomizingTasks.TaskSettings.TimeTravel.

    Args:
        bucket_name: Where the log is kept.
        service_access_role_arn: The role that may write there; its name must be `dms-tt-s3-access-role`.
        bucket_folder: The folder in the bucket; by default its root.
        encryption_mode: How it is encrypted; `SSE_S3` by default.
        server_side_encryption_kms_key_id: The KMS key, with `SSE_KMS` only.
        enable_deleting_from_s3_on_task_delete: Whether the log goes when the task does; no by default.
        enable_raw_data: Whether raw data is logged, too; no by default.
        raw_data_format: How.
        operations_to_log: Which operations are logged; by default DMS's own choice.
        max_record_size: The longest record; 64 by default. AWS gives no unit.
        fail_task_on_tt_failure: Whether the task fails when the log cannot be written; no by default.

    Raises:
        ConfigurationError: `DMS-S001` to `DMS-S005` when a value is wrong, `DMS-S025` when mode and key do not fit.
    """

    bucket_name: str = field(metadata=renders("TTSettings.TTS3Settings.BucketName"))
    service_access_role_arn: str = field(metadata=renders("TTSettings.TTS3Settings.ServiceAccessRoleArn"))
    bucket_folder: str | None = field(default=None, metadata=renders("TTSettings.TTS3Settings.BucketFolder"))
    encryption_mode: TimeTravelEncryption | None = field(default=None, metadata=renders(_MODE, TimeTravelEncryption))
    server_side_encryption_kms_key_id: str | None = field(default=None, metadata=renders(_KMS_KEY))
    enable_deleting_from_s3_on_task_delete: bool | None = field(
        default=None, metadata=renders("TTSettings.TTS3Settings.EnableDeletingFromS3OnTaskDelete")
    )
    enable_raw_data: bool | None = field(default=None, metadata=renders("TTSettings.TTRecordSettings.EnableRawData"))
    raw_data_format: RawDataFormat | None = field(
        default=None, metadata=renders("TTSettings.TTRecordSettings.RawDataFormat", RawDataFormat)
    )
    operations_to_log: Iterable[LoggedOperation] = ()
    max_record_size: int | None = field(default=None, metadata=renders("TTSettings.TTRecordSettings.MaxRecordSize"))
    fail_task_on_tt_failure: bool | None = field(default=None, metadata=renders("TTSettings.FailTaskOnTTFailure"))

    _fixed: ClassVar[Mapping[str, Any]] = {"TTSettings.EnableTT": True}
    _meaning: ClassVar[str] = "The changes that are replicated are also logged in Amazon S3, with their data."

    def __post_init__(self) -> None:
        Group.__post_init__(self)
        if isinstance(self.operations_to_log, str) or not isinstance(self.operations_to_log, Iterable):
            raise ConfigurationError(
                "DMS-S005",
                "TimeTravel.operations_to_log must be a list such as [dms.LoggedOperation.DELETE], "
                f"got {self.operations_to_log!r}",
                given=self.operations_to_log,
            )
        operations = tuple(dict.fromkeys(self.operations_to_log))
        for operation in operations:
            if not isinstance(operation, LoggedOperation):
                raise ConfigurationError(
                    "DMS-S003",
                    "TimeTravel.operations_to_log (TTSettings.TTRecordSettings.OperationsToLog) must hold "
                    f"{', '.join(map(as_code, LoggedOperation))}, got {operation!r}",
                    given=operation,
                    source=key(_OPERATIONS).source,
                )
        object.__setattr__(self, "operations_to_log", operations)
        uses_key = self.encryption_mode is TimeTravelEncryption.SSE_KMS
        if not taken_as_is(self.encryption_mode) and uses_key is (self.server_side_encryption_kms_key_id is None):
            raise ConfigurationError(
                "DMS-S025",
                "TimeTravel.encryption_mode dms.TimeTravelEncryption.SSE_KMS and server_side_encryption_kms_key_id "
                f"need each other, got {shown(self.encryption_mode)} and "
                f"{shown(self.server_side_encryption_kms_key_id)}; "
                + ("give the key" if uses_key else "write encryption_mode=dms.TimeTravelEncryption.SSE_KMS"),
                source=key(_KMS_KEY).source,
            )

    def _more_items(self) -> Iterator[tuple[str, Any]]:
        if self.operations_to_log:
            yield _OPERATIONS, ",".join(operation.value for operation in self.operations_to_log)

    @classmethod
    def _left_for_raw(cls, values: Values) -> Set[str]:
        mode = values.get(_MODE)
        is_known = mode is None or mode in key(_MODE).legal
        uses_key = mode == TimeTravelEncryption.SSE_KMS.value
        return {_MODE, _KMS_KEY} if is_known and uses_key is (_KMS_KEY not in values) else set()

    @classmethod
    def _take_more_from(cls, values: Values) -> Mapping[str, Any]:
        listed = values.get(_OPERATIONS)
        names = [name.strip() for name in listed.split(",")] if isinstance(listed, str) else []
        if not names or any(name not in LoggedOperation.__members__ for name in names):
            return {}
        del values[_OPERATIONS]
        return {"operations_to_log": [LoggedOperation(name) for name in names]}

    def _more_sentences(self) -> Iterator[Sentence]:
        if self.operations_to_log:
            names = ", ".join(operation.value for operation in self.operations_to_log)
            yield _OPERATIONS, f"The log holds these operations: {names}."
