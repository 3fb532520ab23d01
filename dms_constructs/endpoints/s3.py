"""Amazon S3 as target: a data lake of Parquet or CSV files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import aws_cdk as cdk
from aws_cdk import aws_iam as iam, aws_kms as kms, aws_s3 as s3
from constructs import Construct

from dms_constructs import facts
from dms_constructs._checks import is_a, located
from dms_constructs._construct import check_holds_resources
from dms_constructs.endpoint_facts import DatabaseIdentity
from dms_constructs.endpoints._keys import check_key
from dms_constructs.endpoints._places import read
from dms_constructs.endpoints._s3_bucket import check_bucket, choose_key, files_of, foreign_owner, warn_of_versions
from dms_constructs.endpoints._s3_folder import check_folder
from dms_constructs.endpoints._s3_settings import S3TargetSettings, check_together, instead_of_attributes
from dms_constructs.endpoints._settings import whole
from dms_constructs.endpoints.access import check_role
from dms_constructs.endpoints.endpoint import Endpoint
from dms_constructs.endpoints.s3_format import CsvFormat, DatePartitions, ParquetFormat, S3CannedAcl, S3CompressionType
from dms_constructs.endpoints.service_role import Grant, ServiceRoleAccess, name_in_account
from dms_constructs.engines import EndpointType, EngineName
from dms_constructs.errors import ConfigurationError

__all__ = ["S3Target"]


class S3Target(Endpoint):
    """
    An S3 bucket to write files into: one folder for each table, in `bucket_folder/schema/table/`.

    The bucket must be in the endpoint's region. Its versions must be off, or expire: a connection test that lists too
    many times out. Tasks with large objects need a limit for them, as DMS writes no full LOBs into files.

    Creates: the endpoint and, unless given, the role with which DMS writes into the bucket.

    Source: the DMS User Guide, page CHAP_Target.S3, and S3Settings in the API reference.
    """

    TYPE = EndpointType.TARGET
    ENGINES = (EngineName.S3,)

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        bucket: s3.IBucket,
        bucket_folder: str | None = None,
        data_format: ParquetFormat | CsvFormat = ParquetFormat(),  # noqa: B008  # it can't be changed
        date_partitions: DatePartitions | None = None,
        compression_type: S3CompressionType | None = None,
        encryption_key: kms.IKey | None = None,
        expected_bucket_owner: str | None = None,
        canned_acl_for_objects: S3CannedAcl | None = None,
        max_file_size_kb: int | None = None,
        cdc_max_batch_interval: cdk.Duration | None = None,
        cdc_min_file_size_kb: int | None = None,
        include_op_for_full_load: bool | None = None,
        cdc_inserts_only: bool | None = None,
        cdc_inserts_and_updates: bool | None = None,
        preserve_transactions: bool | None = None,
        cdc_path: str | None = None,
        timestamp_column_name: str | None = None,
        use_task_start_time_for_full_load_timestamp: bool | None = None,
        add_trailing_padding_character: bool | None = None,
        glue_catalog_generation: bool | None = None,
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
            bucket: Where the files go, in the endpoint's region.
            bucket_folder: The folder in the bucket; the role may write into this one only. By default all of it.
            data_format: `ParquetFormat(...)` or `CsvFormat(...)`; by default Parquet, where DMS's own default is CSV.
            date_partitions: Folders by the date of a commit, `DatePartitions(...)`; by default none.
            compression_type: By default `NONE`.
            encryption_key: Encrypts the files; by default the bucket's own key, or else a key of S3's (SSE-S3), also in
                a bucket with `s3.BucketEncryption.KMS_MANAGED`.
            expected_bucket_owner: The account that must own the bucket; by default the bucket's, where the app knows
                that it is another one, or else the role's.
            canned_acl_for_objects: Who else gets at the files; by default `NONE`.
            max_file_size_kb: Size in KB of the largest file of a full load, 1 to 1048576; by default 1048576.
            cdc_max_batch_interval: How long changes wait for a file, in whole seconds; by default 60.
            cdc_min_file_size_kb: Size in KB at which a file of changes is written earlier; by default 32000.
            include_op_for_full_load: Whether rows of a full load say `I` too, as those of changes do; by default no.
            cdc_inserts_only: Whether only inserts are written; by default no.
            cdc_inserts_and_updates: Whether only inserts and updates are written; by default no.
            preserve_transactions: Whether changes are written in the order of their transactions, into `cdc_path`;
                by default no.
            cdc_path: The folder of these, below `bucket_folder`.
            timestamp_column_name: A column to add with the time of the commit, or of the load; by default none.
            use_task_start_time_for_full_load_timestamp: Whether that is the time when the task started, for all rows
                of a full load; by default no.
            add_trailing_padding_character: Whether strings are padded; by default no.
            glue_catalog_generation: Whether DMS makes tables in Glue's catalog, for Athena; by default no. The role
                may then write to the account's catalog.
            extra_connection_attributes: Attributes for which there is no argument; no credentials.
            service_access_role: A role of yours with which DMS writes; by default one is made for it.
            endpoint_identifier: A fixed name; by default CloudFormation makes one, so that it can be replaced.
            removal_policy: What happens to it when it leaves the stack; by default it is deleted.

        Raises:
            ConfigurationError: `DMS-E005`, `DMS-E006`, `DMS-E008`, `DMS-E012` for a bucket of another region, a folder
                that is not one or an alias whose key isn't known, `DMS-E013` for settings that DMS refuses together,
                `DMS-E014` for files that everybody could read, `DMS-E015` for an attribute that isn't known, and
                `DMS-A001` and `DMS-A003`, each for the argument it names.
        """
        with located(scope, construct_id):
            check_holds_resources(scope, construct_id)
            check_bucket(scope, bucket)
            check_folder("bucket_folder", bucket_folder, "leave bucket_folder out")
            check_folder("cdc_path", cdc_path, "write cdc_path='changes'")
            formats = (ParquetFormat, CsvFormat)
            is_a("DMS-A001", "data_format", data_format, formats, "dms.ParquetFormat() or dms.CsvFormat()")
            if data_format is None:
                raise ConfigurationError(
                    "DMS-A001",
                    "data_format must be given, got None; leave it out, or write dms.ParquetFormat() or "
                    "dms.CsvFormat()",
                )
            is_a("DMS-A001", "date_partitions", date_partitions, DatePartitions, "dms.DatePartitions()")
            check_key("encryption_key", encryption_key)
            check_role("service_access_role", service_access_role)
            settings = S3TargetSettings(
                bucket_folder=bucket_folder,
                expected_bucket_owner=(
                    expected_bucket_owner if expected_bucket_owner is not None else foreign_owner(scope, bucket)
                ),
                compression_type=compression_type,
                max_file_size_kb=max_file_size_kb,
                cdc_max_batch_interval=whole("cdc_max_batch_interval", cdc_max_batch_interval, "seconds"),
                cdc_min_file_size_kb=cdc_min_file_size_kb,
                include_op_for_full_load=include_op_for_full_load,
                cdc_inserts_only=cdc_inserts_only,
                cdc_inserts_and_updates=cdc_inserts_and_updates,
                preserve_transactions=preserve_transactions,
                cdc_path=cdc_path,
                timestamp_column_name=timestamp_column_name,
                use_task_start_time_for_full_load_timestamp=use_task_start_time_for_full_load_timestamp,
                add_trailing_padding_character=add_trailing_padding_character,
                canned_acl_for_objects=canned_acl_for_objects,
                glue_catalog_generation=glue_catalog_generation,
            )
            dates = date_partitions.said if date_partitions is not None else {}
            said = {**settings.said, **data_format.said, **dates}
            check_together(said)
            key = choose_key(bucket, encryption_key, makes_role=service_access_role is None)
        encryption = {} if key is None else {"EncryptionMode": "sse-kms", "ServerSideEncryptionKmsKeyId": key.key_arn}
        super().__init__(
            scope,
            construct_id,
            engine_name=EngineName.S3,
            access=ServiceRoleAccess(
                kind="s3_target",
                description="Lets AWS DMS write into the bucket of one endpoint",
                policy_name="WriteBucket",
                grants=tuple(_writing(scope, bucket, key, settings)),
                role=service_access_role,
            ),
            settings={
                "BucketName": read(bucket, "bucket_name"),
                **({"ServiceAccessRoleArn": service_access_role.role_arn} if service_access_role is not None else {}),
                **said,
                **encryption,
            },
            findings=settings.findings(data_format),
            extra_connection_attributes=extra_connection_attributes,
            instead_of_attributes=instead_of_attributes(),
            endpoint_identifier=endpoint_identifier,
            removal_policy=removal_policy,
        )
        self._bucket = bucket
        self._folder = bucket_folder
        warn_of_versions(self, bucket)

    @property
    def bucket(self) -> s3.IBucket:
        """Where the files go."""
        return self._bucket

    def _identity(self) -> DatabaseIdentity:
        place = f"{self._bucket.bucket_name}/{self._folder}" if self._folder else self._bucket.bucket_name
        return DatabaseIdentity(database=place, construct_path=self._bucket.node.path)


def _writing(scope: Construct, bucket: s3.IBucket, key: kms.IKey | None, settings: S3TargetSettings) -> Iterator[Grant]:
    """Allow writing into the folder, and what else the settings need."""
    has_acl = settings.canned_acl_for_objects not in {None, S3CannedAcl.NONE}
    of_objects = ("object_actions", "acl_actions") if has_acl else ("object_actions",)
    yield Grant(of_objects, files_of(bucket, settings.bucket_folder))
    yield Grant(("bucket_actions",), read(bucket, "bucket_arn"))
    if key is not None:
        yield Grant(("key_actions",), key.key_arn)
    if settings.glue_catalog_generation:
        fact = facts.access()["roles"]["s3_target"]
        for service in ("glue", "athena"):
            names = [name_in_account(scope, service, name) for name in fact[f"{service}_resources"]]
            yield Grant((f"{service}_actions",), names)
