"""Amazon S3 as source: files that somebody puts into a bucket, as tables."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import aws_cdk as cdk
from aws_cdk import aws_iam as iam, aws_s3 as s3
from constructs import Construct

from dms_constructs._checks import is_a, located
from dms_constructs._construct import check_holds_resources
from dms_constructs.endpoint_facts import DatabaseIdentity
from dms_constructs.endpoints._instead import instead_of
from dms_constructs.endpoints._l1_keys import check_key_is_known
from dms_constructs.endpoints._places import read
from dms_constructs.endpoints._s3_bucket import (
    check_bucket,
    files_of,
    foreign_owner,
    may_have_versions,
    warn_of_versions,
)
from dms_constructs.endpoints._s3_folder import check_folder
from dms_constructs.endpoints._s3_settings import check_owner
from dms_constructs.endpoints._settings import EndpointSettings, renders
from dms_constructs.endpoints.access import check_role
from dms_constructs.endpoints.endpoint import Endpoint
from dms_constructs.endpoints.external_tables import ExternalTableDefinition
from dms_constructs.endpoints.service_role import Grant, ServiceRoleAccess, of_key
from dms_constructs.engines import EndpointType, EngineName
from dms_constructs.errors import ConfigurationError

__all__ = ["CsvSourceFormat", "ParquetSourceFormat", "S3Source"]


class _S3Settings(EndpointSettings):
    __slots__ = ()

    BLOCK = "S3Settings"


@dataclass(frozen=True, slots=True, kw_only=True)
class CsvSourceFormat(_S3Settings):
    r"""
    Files of comma-separated values to read. DMS's default holds for what is not given.

    Source: the DMS User Guide, page CHAP_Source.S3, endpoint settings.

    Args:
        csv_delimiter: What stands between columns; a comma by default.
        csv_row_delimiter: What stands between rows; a line feed by default.
        csv_null_value: What stands for NULL; by default an empty string, which then can't be told from NULL.
        ignore_header_rows: How many rows at the start of a file name its columns, 0 to 1; by default 0.
        rfc4180: Whether values with quotation marks or delimiters are quoted as RFC 4180 says; yes by default.

    Raises:
        ConfigurationError: `DMS-A001` for a value of another type, `DMS-E008` for a number that DMS refuses.
    """

    csv_delimiter: str | None = field(default=None, metadata=renders("CsvDelimiter"))
    csv_row_delimiter: str | None = field(default=None, metadata=renders("CsvRowDelimiter"))
    csv_null_value: str | None = field(default=None, metadata=renders("CsvNullValue"))
    ignore_header_rows: int | None = field(default=None, metadata=renders("IgnoreHeaderRows"))
    rfc4180: bool | None = field(default=None, metadata=renders("Rfc4180"))


@dataclass(frozen=True, slots=True, kw_only=True)
class ParquetSourceFormat(_S3Settings):
    """
    Files in Apache Parquet to read, as an S3 target of DMS wrote them: `schema/table/LOAD00001.parquet`, and changes in
    `schema/table/20230405-094615814.parquet`.

    It needs DMS 3.5.3 or later. Source: the DMS User Guide, page CHAP_Source.S3, section "Using Parquet-format files".
    """

    _fixed = {"DataFormat": "parquet"}  # noqa: RUF012  # declared by the base, never changed


@dataclass(frozen=True, slots=True, kw_only=True)
class _Settings(_S3Settings):
    bucket_folder: str | None = field(default=None, metadata=renders("BucketFolder"))
    cdc_path: str | None = field(default=None, metadata=renders("CdcPath"))
    expected_bucket_owner: str | None = field(default=None, metadata=renders("ExpectedBucketOwner"))

    def __post_init__(self) -> None:
        EndpointSettings.__post_init__(self)
        check_owner(self.expected_bucket_owner)


_DECIDED_BY = {
    "BucketName": "bucket",
    "DataFormat": "data_format",
    "ExternalTableDefinition": "external_table_definition",
    "ServiceAccessRoleArn": "service_access_role",
}


class S3Source(Endpoint):
    """
    Files in an S3 bucket to read from, as tables.

    Files of a table are in its folder, `schema/table/LOAD001.csv` and so on; files of changes are in `cdc_path`, and
    are read in the order of their names: `CDC00001.csv` and so on. The bucket must be in the endpoint's region. Its
    versions must be off, or expire. DMS reads no large objects in full from files, and reloads no single tables.

    Creates: the endpoint and, unless given, the role with which DMS reads from the bucket.

    Source: the DMS User Guide, page CHAP_Source.S3, and S3Settings in the API reference.
    """

    TYPE = EndpointType.SOURCE
    ENGINES = (EngineName.S3,)

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        bucket: s3.IBucket,
        external_table_definition: ExternalTableDefinition,
        bucket_folder: str | None = None,
        cdc_path: str | None = None,
        data_format: CsvSourceFormat | ParquetSourceFormat = CsvSourceFormat(),
        expected_bucket_owner: str | None = None,
        extra_connection_attributes: Mapping[str, str | int | bool] | None = None,
        service_access_role: iam.IRole | None = None,
        endpoint_identifier: str | None = None,
        removal_policy: cdk.RemovalPolicy | None = None,
    ) -> None:
        """
        Make the endpoint.

        Args:
            scope: The construct it belongs to.
            construct_id: Its name there.
            bucket: Where the files are, in the endpoint's region.
            external_table_definition: Which tables the files are, and which columns they have.
            bucket_folder: The folder in the bucket; the role may read this one only. By default all of it.
            cdc_path: The folder of the files of changes, below `bucket_folder`, which tasks with changes need; Parquet
                files of changes are in the folders of their tables instead.
            data_format: `CsvSourceFormat(...)` or `ParquetSourceFormat()`; by default CSV.
            expected_bucket_owner: The account that must own the bucket; by default the bucket's, where the app knows
                that it is another one, or else the role's.
            extra_connection_attributes: Attributes for which there is no argument; no credentials.
            service_access_role: A role of yours with which DMS reads; by default one is made for it.
            endpoint_identifier: A fixed name; by default CloudFormation makes one, so that it can be replaced.
            removal_policy: What happens to it when it leaves the stack; by default it is deleted.

        Raises:
            ConfigurationError: `DMS-Y005` without an external table definition, `DMS-E005`, `DMS-E006`, `DMS-E008`,
                `DMS-E012` for a bucket of another region or a folder that is not one, `DMS-E013` for `cdc_path` with
                Parquet files, `DMS-E015` for an attribute that isn't known, and `DMS-A001` and `DMS-A003`, each for the
                argument it names.
        """
        with located(scope, construct_id):
            check_holds_resources(scope, construct_id)
            check_bucket(scope, bucket)
            if service_access_role is None and read(bucket, "encryption_key") is None:
                check_key_is_known("bucket", bucket, read(bucket, "bucket_arn"), read(bucket, "bucket_name"))
            _check_tables(external_table_definition)
            check_folder("bucket_folder", bucket_folder, "leave bucket_folder out")
            check_folder("cdc_path", cdc_path, "write cdc_path='changes'")
            formats = (CsvSourceFormat, ParquetSourceFormat)
            example = "dms.CsvSourceFormat() or dms.ParquetSourceFormat()"
            is_a("DMS-A001", "data_format", data_format, formats, example)
            if data_format is None:
                raise ConfigurationError(
                    "DMS-A001", f"data_format must be given, got None; leave it out, or write {example}"
                )
            if cdc_path is not None and isinstance(data_format, ParquetSourceFormat):
                raise ConfigurationError(
                    "DMS-E013",
                    "data_format=dms.ParquetSourceFormat() excludes cdc_path: DMS finds Parquet files of changes in "
                    "the folders of their tables; remove cdc_path",
                )
            check_role("service_access_role", service_access_role)
            settings = _Settings(
                bucket_folder=bucket_folder,
                cdc_path=cdc_path,
                expected_bucket_owner=(
                    expected_bucket_owner if expected_bucket_owner is not None else foreign_owner(scope, bucket)
                ),
            )
        super().__init__(
            scope,
            construct_id,
            engine_name=EngineName.S3,
            access=ServiceRoleAccess(
                kind="s3_source",
                description="Lets AWS DMS read from the bucket of one endpoint",
                policy_name="ReadBucket",
                grants=tuple(_reading(bucket, bucket_folder)),
                role=service_access_role,
            ),
            settings={
                "BucketName": read(bucket, "bucket_name"),
                "ExternalTableDefinition": external_table_definition.to_json(),
                **settings.said,
                **data_format.said,
            },
            extra_connection_attributes=extra_connection_attributes,
            # Tasks with changes were refused where the member alone says it: see `also_as_attribute` in the facts.
            own_attributes={"cdcPath": cdc_path} if cdc_path is not None else {},
            instead_of_attributes=_instead(),
            endpoint_identifier=endpoint_identifier,
            removal_policy=removal_policy,
        )
        self._bucket = bucket
        self._folder = bucket_folder
        self._tables = external_table_definition
        warn_of_versions(self, bucket)

    @property
    def bucket(self) -> s3.IBucket:
        """Where the files are."""
        return self._bucket

    @property
    def external_table_definition(self) -> ExternalTableDefinition:
        """Which tables the files are."""
        return self._tables

    def _identity(self) -> DatabaseIdentity:
        place = f"{self._bucket.bucket_name}/{self._folder}" if self._folder else self._bucket.bucket_name
        return DatabaseIdentity(database=place, construct_path=self._bucket.node.path)


def _check_tables(given: object) -> None:
    """Raise unless this is a definition."""
    if isinstance(given, ExternalTableDefinition):
        return
    example = "dms.ExternalTableDefinition(dms.ExternalTable('hr', 'employee', [...]))"
    if isinstance(given, str):
        example = "dms.ExternalTableDefinition.from_json(text)"
    elif isinstance(given, Mapping):
        example = "dms.ExternalTableDefinition.from_dict(document)"
    is_a("DMS-Y005", "external_table_definition", given, ExternalTableDefinition, example, secret=True)
    raise ConfigurationError(
        "DMS-Y005", f"external_table_definition must be given, got None: it says what is in the files; write {example}"
    )


def _reading(bucket: s3.IBucket, folder: str | None) -> Iterator[Grant]:
    """Allow reading the folder."""
    lists = ("object_actions", "version_actions") if may_have_versions(bucket) else ("object_actions",)
    yield Grant(lists, files_of(bucket, folder))
    yield Grant(("bucket_actions",), read(bucket, "bucket_arn"))
    yield from of_key(read(bucket, "encryption_key"))


@functools.cache
def _instead() -> Mapping[str, str]:
    return instead_of("S3Settings", (_Settings, CsvSourceFormat), _DECIDED_BY, {"CsvSourceFormat": "data_format"})
