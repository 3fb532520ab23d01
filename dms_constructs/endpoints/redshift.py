"""Amazon Redshift and Redshift Serverless as target: files in a bucket, which Redshift copies into its tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import aws_cdk as cdk
from aws_cdk import aws_iam as iam, aws_kms as kms, aws_s3 as s3
from constructs import Construct

from dms_constructs._checks import is_a, located, not_blank, skipped
from dms_constructs.account.service_roles import ServiceRoles
from dms_constructs.endpoints._keys import check_key
from dms_constructs.endpoints._s3_bucket import check_bucket, warn_of_versions
from dms_constructs.endpoints._s3_folder import check_folder
from dms_constructs.endpoints._settings import EndpointSettings, renders, whole
from dms_constructs.endpoints._staging import AccountRole, Staging
from dms_constructs.endpoints.access import check_role
from dms_constructs.endpoints.certificate import ICertificate
from dms_constructs.endpoints.connection import Connection
from dms_constructs.endpoints.server import ServerEndpoint
from dms_constructs.endpoints.ssl_mode import SslMode
from dms_constructs.engines import EndpointType, EngineName
from dms_constructs.errors import ConfigurationError, Finding, shown

__all__ = ["RedshiftTarget"]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Settings(EndpointSettings):
    BLOCK = "RedshiftSettings"

    bucket_folder: str | None = field(default=None, metadata=renders("BucketFolder"))
    accept_any_date: bool | None = field(default=None, metadata=renders("AcceptAnyDate"))
    after_connect_script: str | None = field(default=None, metadata=renders("AfterConnectScript"))
    case_sensitive_names: bool | None = field(default=None, metadata=renders("CaseSensitiveNames"))
    comp_update: bool | None = field(default=None, metadata=renders("CompUpdate"))
    connection_timeout: int | None = field(default=None, metadata=renders("ConnectionTimeout"))
    date_format: str | None = field(default=None, metadata=renders("DateFormat"))
    empty_as_null: bool | None = field(default=None, metadata=renders("EmptyAsNull"))
    explicit_ids: bool | None = field(default=None, metadata=renders("ExplicitIds"))
    file_transfer_upload_streams: int | None = field(default=None, metadata=renders("FileTransferUploadStreams"))
    load_timeout: int | None = field(default=None, metadata=renders("LoadTimeout"))
    map_boolean_as_boolean: bool | None = field(default=None, metadata=renders("MapBooleanAsBoolean"))
    max_file_size_kb: int | None = field(default=None, metadata=renders("MaxFileSize"))
    remove_quotes: bool | None = field(default=None, metadata=renders("RemoveQuotes"))
    replace_chars: str | None = field(default=None, metadata=renders("ReplaceChars"))
    replace_invalid_chars: str | None = field(default=None, metadata=renders("ReplaceInvalidChars"))
    time_format: str | None = field(default=None, metadata=renders("TimeFormat"))
    trim_blanks: bool | None = field(default=None, metadata=renders("TrimBlanks"))
    truncate_columns: bool | None = field(default=None, metadata=renders("TruncateColumns"))
    write_buffer_size_kb: int | None = field(default=None, metadata=renders("WriteBufferSize"))

    def instead_of_attributes(self, attributes: Mapping[str, object]) -> dict[str, str]:
        """Return what to do instead of saying by an attribute what an argument says, or where the files go."""
        return EndpointSettings.instead_of_attributes(self, attributes) | _OF_STAGING

    def findings(self) -> Iterator[Finding]:
        """Yield what has no effect without another setting."""
        if self.replace_chars is not None and self.replace_invalid_chars is None:
            yield Finding(
                "endpoint.settingWithoutEffect",
                "replace_chars has no effect without replace_invalid_chars",
                fix="add replace_invalid_chars='#', or remove replace_chars",
            )


_OF_STAGING = {
    "bucketname": "the bucket is an argument; write staging_bucket=...",
    "encryptionmode": "the key decides it; write encryption_key=..., or leave it out",
    "serversideencryptionkmskeyid": "the key is an argument; write encryption_key=...",
    "serviceaccessrolearn": "the role is an argument; write service_access_role=...",
}
_KINDS = {
    EngineName.REDSHIFT: "redshift_target",
    EngineName.REDSHIFT_SERVERLESS: "redshift_serverless_target",
}
# Names that AWS gives, also in China.
_OF_AWS = (".redshift", ".redshift-serverless")
_ENDS = (".amazonaws.com", ".amazonaws.com.cn")


class RedshiftTarget(ServerEndpoint):
    """
    A database of Redshift, or of Redshift Serverless, to write into.

    DMS writes files into a bucket, and Redshift copies them from there into its tables. The bucket is
    `staging_bucket`; without one DMS makes its own, named `dms-...`, by the account's role `dms-access-for-endpoint`.
    DMS encrypts what it sends to Redshift by itself. The warehouse must be of the endpoint's account and region.

    Creates: the endpoint and the role with which DMS reads its secret; unless given, the role with which DMS and
    Redshift use the bucket, or, without a bucket, the account's role where the account lacks it.

    Source: the DMS User Guide, page CHAP_Target.Redshift, and RedshiftSettings in the API reference.
    """

    TYPE = EndpointType.TARGET
    ENGINES = (EngineName.REDSHIFT, EngineName.REDSHIFT_SERVERLESS)

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        connection: Connection,
        database: str,
        engine_name: EngineName | None = None,
        ssl_mode: SslMode | None = None,
        certificate: ICertificate | None = None,
        staging_bucket: s3.IBucket | None = None,
        bucket_folder: str | None = None,
        encryption_key: kms.IKey | None = None,
        accept_any_date: bool | None = None,
        after_connect_script: str | None = None,
        case_sensitive_names: bool | None = None,
        comp_update: bool | None = None,
        connection_timeout: cdk.Duration | None = None,
        date_format: str | None = None,
        empty_as_null: bool | None = None,
        explicit_ids: bool | None = None,
        file_transfer_upload_streams: int | None = None,
        load_timeout: cdk.Duration | None = None,
        map_boolean_as_boolean: bool | None = None,
        max_file_size_kb: int | None = None,
        remove_quotes: bool | None = None,
        replace_chars: str | None = None,
        replace_invalid_chars: str | None = None,
        time_format: str | None = None,
        trim_blanks: bool | None = None,
        truncate_columns: bool | None = None,
        write_buffer_size_kb: int | None = None,
        extra_connection_attributes: Mapping[str, str | int | bool] | None = None,
        kms_key: kms.IKey | None = None,
        secret_access_role: iam.IRole | None = None,
        service_access_role: iam.IRole | None = None,
        service_roles: ServiceRoles | None = None,
        endpoint_identifier: str | None = None,
        removal_policy: cdk.RemovalPolicy | None = None,
    ) -> None:
        """
        Make the endpoint.

        Args:
            scope: The construct it belongs to.
            construct_id: Its name there.
            connection: Where the warehouse is and the secret that opens it; for one of the app
                `dms.Connection.to_redshift(...)`.
            database: The database to write into; it must exist.
            engine_name: `EngineName.REDSHIFT_SERVERLESS` where the connection does not tell; by default what the
                connection tells, or else Redshift.
            ssl_mode: For Redshift Serverless, by default `VERIFY_CA` with a certificate and `REQUIRE` without.
                Connections to Redshift itself are encrypted without.
            certificate: For Redshift Serverless, the authority that signed the server's certificate.
            staging_bucket: Where DMS puts files for Redshift, in the endpoint's region; by default DMS makes a bucket.
            bucket_folder: The folder in the bucket; the role may use this one only. By default all of it.
            encryption_key: Encrypts the files in the bucket; by default the bucket's own key, or else a key of S3's.
            accept_any_date: Whether dates that don't exist are loaded, such as `00/00/00`; give `date_format` too, as a
                date in another format becomes NULL. By default no.
            after_connect_script: SQL to run after connecting; no credentials.
            case_sensitive_names: Whether the warehouse tells the letter case of names of schemas apart; by default no.
            comp_update: Whether Redshift chooses compressions when it loads an empty table; by default yes.
            connection_timeout: How long connecting may take, in whole milliseconds; by default as DMS has it.
            date_format: The format of dates: `auto`, or one of Redshift's; by default `YYYY-MM-DD`.
            empty_as_null: Whether empty strings become NULL; by default no.
            explicit_ids: Whether IDENTITY columns take the values of the source; for tasks without changes. By default
                no.
            file_transfer_upload_streams: How many parts of a file travel at once, 1 to 64; by default 10.
            load_timeout: How long a statement on the warehouse may take, in whole seconds; by default as DMS has it.
            map_boolean_as_boolean: Whether booleans stay booleans instead of becoming `varchar(1)`; only when the
                source has it too. By default no.
            max_file_size_kb: Size in KB of the largest file, 1 to 1048576; by default as DMS has it, of which AWS says
                different things.
            remove_quotes: Whether quotation marks around strings are removed; by default no.
            replace_chars: What stands for each of `replace_invalid_chars`; by default `?`.
            replace_invalid_chars: The characters to replace, in tasks without changes and parallel load; by default
                none.
            time_format: The format of times: `auto`, `epochsecs`, `epochmillisecs`, or one of Redshift's.
            trim_blanks: Whether white space at the end of VARCHAR strings is removed; by default no.
            truncate_columns: Whether strings are cut where they are longer than their column; by default no.
            write_buffer_size_kb: Size in KB of the buffer in memory for a file; by default 1000.
            extra_connection_attributes: Attributes for which there is no argument; no credentials.
            kms_key: Encrypts the connection data that DMS stores; by default the account's `aws/dms` key.
            secret_access_role: A role of yours with which DMS reads the secret; by default one is made for it.
            service_access_role: A role of yours with which DMS and Redshift use the bucket; by default one is made for
                `staging_bucket`.
            service_roles: The account's roles, among them `dms-access-for-endpoint`, for a target without
                `staging_bucket`; by default the stack's own.
            endpoint_identifier: A fixed name; by default CloudFormation makes one, so that it can be replaced.
            removal_policy: What happens to it when it leaves the stack; by default it is deleted.

        Raises:
            ConfigurationError: `DMS-E001` to `DMS-E010`, `DMS-E012` and `DMS-E015`, `DMS-Y003` for a key without its
                bucket, a role or a host that DMS doesn't take, `DMS-Y004` for service roles without the one that it
                needs, `DMS-N008` and `DMS-N012` for a secret of another account or region, and `DMS-A001` and
                `DMS-A003`, each for the argument it names.
        """
        with located(scope, construct_id):
            not_blank("DMS-E010", "database", database, "the one that the endpoint writes, such as database='dev'")
            if staging_bucket is not None:
                check_bucket(scope, staging_bucket, "staging_bucket")
            check_folder("bucket_folder", bucket_folder, "leave bucket_folder out")
            check_key("encryption_key", encryption_key)
            check_role("service_access_role", service_access_role)
            is_a("DMS-A001", "service_roles", service_roles, ServiceRoles, "dms.ServiceRoles(self, 'ServiceRoles')")
            _check_host(connection)
            settings = _Settings(
                bucket_folder=bucket_folder,
                accept_any_date=accept_any_date,
                after_connect_script=after_connect_script,
                case_sensitive_names=case_sensitive_names,
                comp_update=comp_update,
                connection_timeout=whole("connection_timeout", connection_timeout, "milliseconds"),
                date_format=date_format,
                empty_as_null=empty_as_null,
                explicit_ids=explicit_ids,
                file_transfer_upload_streams=file_transfer_upload_streams,
                load_timeout=whole("load_timeout", load_timeout, "seconds"),
                map_boolean_as_boolean=map_boolean_as_boolean,
                max_file_size_kb=max_file_size_kb,
                remove_quotes=remove_quotes,
                replace_chars=replace_chars,
                replace_invalid_chars=replace_invalid_chars,
                time_format=time_format,
                trim_blanks=trim_blanks,
                truncate_columns=truncate_columns,
                write_buffer_size_kb=write_buffer_size_kb,
            )
            engine = engine_name or getattr(
                connection, "engine_name", None
            )  # what is not a connection is refused below
            beside: Staging | AccountRole
            if staging_bucket is not None:
                beside = Staging(
                    bucket=staging_bucket,
                    folder=bucket_folder,
                    key=encryption_key,
                    role=service_access_role,
                    kind=_KINDS.get(engine or EngineName.REDSHIFT, "redshift_target"),
                )
            else:
                beside = AccountRole(key=encryption_key, role=service_access_role, service_roles=service_roles)
        super().__init__(
            scope,
            construct_id,
            connection=connection,
            engine_name=engine_name,
            ssl_mode=ssl_mode,
            certificate=certificate,
            kms_key=kms_key,
            secret_access_role=secret_access_role,
            extra_connection_attributes=extra_connection_attributes,
            endpoint_identifier=endpoint_identifier,
            removal_policy=removal_policy,
            database=database,
            settings=settings,
            beside=beside,
            findings=(*settings.findings(), *beside.findings(engine)),
        )
        self._staging_bucket = staging_bucket
        if staging_bucket is not None:
            warn_of_versions(self, staging_bucket)

    @property
    def staging_bucket(self) -> s3.IBucket | None:
        """Where the files go that Redshift copies; None where DMS makes a bucket."""
        return self._staging_bucket


def _check_host(connection: Connection) -> None:
    """Raise for a name of the user's own: DMS doesn't find out the warehouse by it."""
    host = connection.host if isinstance(connection, Connection) else None
    if host is None or skipped(host):
        return
    known = host.lower().rstrip(".")
    if not known.endswith(_ENDS) or not any(each in known for each in _OF_AWS):
        raise ConfigurationError(
            "DMS-Y003",
            "the connection's host must be the name that AWS gives the warehouse, as DMS takes no other, got "
            f"{shown(host, secret=True)}; put the endpoint's address into the secret: "
            "'NAME.ID.REGION.redshift.amazonaws.com'",
        )
