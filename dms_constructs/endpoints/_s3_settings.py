"""The settings of an S3 target, and which of them go together."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from dms_constructs import facts
from dms_constructs._checks import skipped
from dms_constructs._declared import settings_of
from dms_constructs.endpoints._instead import instead_of
from dms_constructs.endpoints._settings import EndpointSettings, renders
from dms_constructs.endpoints.s3_format import CsvFormat, DatePartitions, ParquetFormat, S3CannedAcl, S3CompressionType
from dms_constructs.errors import ConfigurationError, Finding, shown

__all__ = ["S3TargetSettings", "check_owner", "check_together", "instead_of_attributes"]

_ACCOUNT = re.compile(r"[0-9]{12}")


@dataclass(frozen=True, slots=True, kw_only=True)
class S3TargetSettings(EndpointSettings):
    """The arguments of an S3 target that stand for a setting each."""

    BLOCK = "S3Settings"

    bucket_folder: str | None = field(default=None, metadata=renders("BucketFolder"))
    expected_bucket_owner: str | None = field(default=None, metadata=renders("ExpectedBucketOwner"))
    compression_type: S3CompressionType | None = field(
        default=None, metadata=renders("CompressionType", S3CompressionType)
    )
    max_file_size_kb: int | None = field(default=None, metadata=renders("MaxFileSize"))
    cdc_max_batch_interval: int | None = field(default=None, metadata=renders("CdcMaxBatchInterval"))
    cdc_min_file_size_kb: int | None = field(default=None, metadata=renders("CdcMinFileSize"))
    include_op_for_full_load: bool | None = field(default=None, metadata=renders("IncludeOpForFullLoad"))
    cdc_inserts_only: bool | None = field(default=None, metadata=renders("CdcInsertsOnly"))
    cdc_inserts_and_updates: bool | None = field(default=None, metadata=renders("CdcInsertsAndUpdates"))
    preserve_transactions: bool | None = field(default=None, metadata=renders("PreserveTransactions"))
    cdc_path: str | None = field(default=None, metadata=renders("CdcPath"))
    timestamp_column_name: str | None = field(default=None, metadata=renders("TimestampColumnName"))
    use_task_start_time_for_full_load_timestamp: bool | None = field(
        default=None, metadata=renders("UseTaskStartTimeForFullLoadTimestamp")
    )
    add_trailing_padding_character: bool | None = field(default=None, metadata=renders("AddTrailingPaddingCharacter"))
    canned_acl_for_objects: S3CannedAcl | None = field(
        default=None, metadata=renders("CannedAclForObjects", S3CannedAcl)
    )
    glue_catalog_generation: bool | None = field(default=None, metadata=renders("GlueCatalogGeneration"))

    @classmethod
    def _label(cls, field: str, key: str) -> str:  # noqa: ARG003  # the user knows the argument
        return field

    def __post_init__(self) -> None:
        _refuse_public(self.canned_acl_for_objects)
        EndpointSettings.__post_init__(self)
        check_owner(self.expected_bucket_owner)
        if self.cdc_inserts_only is True and self.cdc_inserts_and_updates is True:
            raise ConfigurationError(
                "DMS-E013",
                "cdc_inserts_only and cdc_inserts_and_updates exclude each other, got True for both; remove one",
            )
        if self.preserve_transactions is True and self.cdc_path is None:
            raise ConfigurationError(
                "DMS-E013",
                "preserve_transactions=True needs the folder for the changes in their order; give cdc_path='changes'",
            )

    def findings(self, data_format: ParquetFormat | CsvFormat) -> Iterator[Finding]:
        """Yield what has no effect without another setting, or not the expected one."""
        as_csv = isinstance(data_format, CsvFormat)
        transactions = (
            "preserve_transactions=True" if as_csv else "preserve_transactions=True and data_format=dms.CsvFormat()"
        )
        without = (
            ("cdc_path", self.cdc_path, transactions, self.preserve_transactions),
            (
                "use_task_start_time_for_full_load_timestamp",
                self.use_task_start_time_for_full_load_timestamp,
                "timestamp_column_name='loaded_at'",
                self.timestamp_column_name,
            ),
        )
        for name, value, needed, other in without:
            if value and not other:
                # Glue's catalog doesn't go with transactions.
                add = "" if name == "cdc_path" and self.glue_catalog_generation is True else f"add {needed}, or "
                yield Finding(
                    "endpoint.settingWithoutEffect",
                    f"{name} has no effect without {needed.partition('=')[0]}",
                    fix=f"{add}remove {name}",
                )
        if self.preserve_transactions is True and not as_csv:
            yield Finding(
                "endpoint.transactionsAsCsv",
                "preserve_transactions writes changes as CSV, and the rows of a full load are written as Parquet",
                fix="write data_format=dms.CsvFormat(), or remove preserve_transactions and cdc_path",
            )
        if self.preserve_transactions is True and self.glue_catalog_generation is True:
            yield Finding(
                "endpoint.catalogOfTransactions",
                "glue_catalog_generation can't describe what preserve_transactions writes: in cdc_path, rows of all "
                "tables share files, and no table of the catalog fits them",
                fix="remove glue_catalog_generation, or remove preserve_transactions and cdc_path",
            )


# The members of the block for which no field of a class stands, and the arguments that decide them.
_DECIDED_BY = {
    "BucketName": "bucket",
    "DataFormat": "data_format",
    "DatePartitionEnabled": "date_partitions",
    "EncryptionMode": "encryption_key",
    "ServerSideEncryptionKmsKeyId": "encryption_key",
    "ServiceAccessRoleArn": "service_access_role",
    "UseCsvNoSupValue": "CsvFormat.csv_no_sup_value",
}
_DECLARED = (S3TargetSettings, CsvFormat, ParquetFormat, DatePartitions)
_ARGUMENT_OF = {"CsvFormat": "data_format", "ParquetFormat": "data_format", "DatePartitions": "date_partitions"}


def _members() -> Mapping[str, Any]:
    members: Mapping[str, Any] = facts.endpoint_settings("S3Settings")["members"]
    return members


@functools.cache
def _labels() -> Mapping[str, str]:
    """Return what users know each member of the block by: `bucket`, `CsvFormat.rfc4180`."""
    return _DECIDED_BY | {setting.key.name: setting.label for cls in _DECLARED for setting in settings_of(cls)}


@functools.cache
def instead_of_attributes() -> Mapping[str, str]:
    """Return what to do instead of giving a member of the block as an extra connection attribute."""
    return instead_of("S3Settings", _DECLARED, _DECIDED_BY, _ARGUMENT_OF)


def check_together(said: Mapping[str, Any]) -> None:
    """Raise when settings are given that DMS doesn't take together."""
    for name, fact in _members().items():
        others = [each for each in fact.get("not_with", {}).get("members", ()) if said.get(each) not in (None, False)]
        if said.get(name) is True and others:
            label, rest = _labels()[name], " and ".join(_labels()[each] for each in others)
            raise ConfigurationError(
                "DMS-E013",
                f"{label} excludes {rest}; remove {label.rpartition('.')[2]}, or remove {rest}",
                source=fact["not_with"]["source"],
            )


def check_owner(account: str | None) -> None:
    """Raise unless this is the number of an account, where one is given."""
    if not skipped(account) and not _ACCOUNT.fullmatch(str(account)):
        raise ConfigurationError(
            "DMS-E008",
            f"expected_bucket_owner must be an account's 12 digits, got {shown(account)}; "
            "write expected_bucket_owner='111122223333'",
            given=account,
        )


def _refuse_public(acl: object) -> None:
    """Raise when an access control list opens the files to everybody."""
    public = _members()["CannedAclForObjects"]["public"]
    if isinstance(acl, str) and acl.lower().replace("_", "-") in public:
        raise ConfigurationError(
            "DMS-E014",
            f"canned_acl_for_objects must not open the files to everybody, got {shown(acl)}; "
            "remove it, and let others in by a policy of the bucket",
            given=acl,
        )
