"""IBM Db2 for Linux, Unix and Windows (Db2 LUW) as source and as target, and Db2 for z/OS as source."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import aws_cdk as cdk
from aws_cdk import aws_iam as iam, aws_kms as kms
from constructs import Construct

from dms_constructs._checks import located, not_blank
from dms_constructs.endpoints._settings import EndpointSettings, renders, whole
from dms_constructs.endpoints.certificate import ICertificate
from dms_constructs.endpoints.connection import Connection
from dms_constructs.endpoints.server import ServerEndpoint
from dms_constructs.endpoints.ssl_mode import SslMode
from dms_constructs.engines import EndpointType, EngineName

__all__ = ["Db2Source", "Db2Target", "Db2ZosSource"]

_DATABASE = "its name on the server, such as database='SHOP'"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Settings(EndpointSettings):
    BLOCK = "IBMDb2Settings"


@dataclass(frozen=True, slots=True, kw_only=True)
class _SourceSettings(_Settings):
    set_data_capture_changes: bool | None = field(default=None, metadata=renders("SetDataCaptureChanges"))
    current_lsn: str | None = field(default=None, metadata=renders("CurrentLsn"))
    max_k_bytes_per_read: int | None = field(default=None, metadata=renders("MaxKBytesPerRead"))


@dataclass(frozen=True, slots=True, kw_only=True)
class _TargetSettings(_Settings):
    write_buffer_size_kb: int | None = field(default=None, metadata=renders("WriteBufferSize"))
    max_file_size_kb: int | None = field(default=None, metadata=renders("MaxFileSize"))
    load_timeout: int | None = field(default=None, metadata=renders("LoadTimeout"))
    keep_csv_files: bool | None = field(default=None, metadata=renders("KeepCsvFiles"))


@dataclass(frozen=True, slots=True, kw_only=True)
class _ZosSettings(_Settings):
    REFUSED = dict.fromkeys(  # declared by the base, never changed
        ("CurrentLsn", "MaxKBytesPerRead", "SetDataCaptureChanges"),
        "it is about changes, and DMS reads none from Db2 for z/OS",
    )


class Db2Source(ServerEndpoint):
    """
    A Db2 LUW database to read from, self-managed or in RDS.

    For change data capture the database must keep its logs (`LOGARCHMETH1` or `LOGARCHMETH2`), and the user needs
    DBADM and DATAACCESS. A task can't start at a time or position of its own: the endpoint says where, by
    `current_lsn` or the attribute `StartFromContext`. Both are for tasks of changes only: a task that loads first, or
    that has another `cdc_start` beside them, is warned of.

    Source: the DMS User Guide, page CHAP_Source.DB2.

    Creates: the endpoint and the role with which DMS reads its secret.
    """

    TYPE = EndpointType.SOURCE
    ENGINES = (EngineName.DB2,)

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        connection: Connection,
        database: str,
        ssl_mode: SslMode | None = None,
        certificate: ICertificate | None = None,
        set_data_capture_changes: bool | None = None,
        current_lsn: str | None = None,
        max_k_bytes_per_read: int | None = None,
        extra_connection_attributes: Mapping[str, str | int | bool] | None = None,
        kms_key: kms.IKey | None = None,
        secret_access_role: iam.IRole | None = None,
        endpoint_identifier: str | None = None,
        removal_policy: cdk.RemovalPolicy | None = None,
    ) -> None:
        """
        Make the endpoint.

        Args:
            scope: The construct it belongs to.
            construct_id: Its name there.
            connection: Where the database is and the secret that opens it.
            database: The database to read.
            ssl_mode: By default `VERIFY_CA` with a certificate and `NONE` (with a warning) without.
            certificate: The authority that signed the server's certificate.
            set_data_capture_changes: Whether DMS turns on capture of changes; by default yes.
            current_lsn: The log sequence number from which changes are read, or `scan`, which `Db2 9.7` needs; by
                default where the log is when the task first starts.
            max_k_bytes_per_read: Size in KB of what is read of the log at a time; by default 64.
            extra_connection_attributes: Attributes for which there is no argument, for example
                `{"StartFromContext": "0100000000000022CC000000000004FB13"}`; no credentials.
            kms_key: Encrypts the connection data that DMS stores; by default the account's `aws/dms` key.
            secret_access_role: A role of yours with which DMS reads the secret; by default one is made for it.
            endpoint_identifier: A fixed name; by default CloudFormation makes one, so that it can be replaced.
            removal_policy: What happens to it when it leaves the stack; by default it is deleted.

        Raises:
            ConfigurationError: `DMS-E001` to `DMS-E008`, `DMS-E010` and `DMS-E015`, `DMS-N008` and `DMS-N012` for a
                secret of another account or region, and `DMS-A001` and `DMS-A003`, each for the argument it names.
        """
        with located(scope, construct_id):
            not_blank("DMS-E010", "database", database, _DATABASE)
            settings = _SourceSettings(
                set_data_capture_changes=set_data_capture_changes,
                current_lsn=current_lsn,
                max_k_bytes_per_read=max_k_bytes_per_read,
            )
        super().__init__(
            scope,
            construct_id,
            connection=connection,
            engine_name=None,
            ssl_mode=ssl_mode,
            certificate=certificate,
            kms_key=kms_key,
            secret_access_role=secret_access_role,
            extra_connection_attributes=extra_connection_attributes,
            endpoint_identifier=endpoint_identifier,
            removal_policy=removal_policy,
            database=database,
            settings=settings,
        )


class Db2Target(ServerEndpoint):
    """
    A Db2 LUW database to write into, self-managed or in RDS. DMS writes there from Db2 only.

    Source: the DMS User Guide, page CHAP_Target.DB2.

    Creates: the endpoint and the role with which DMS reads its secret.
    """

    TYPE = EndpointType.TARGET
    ENGINES = (EngineName.DB2,)

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        connection: Connection,
        database: str,
        ssl_mode: SslMode | None = None,
        certificate: ICertificate | None = None,
        write_buffer_size_kb: int | None = None,
        max_file_size_kb: int | None = None,
        load_timeout: cdk.Duration | None = None,
        keep_csv_files: bool | None = None,
        extra_connection_attributes: Mapping[str, str | int | bool] | None = None,
        kms_key: kms.IKey | None = None,
        secret_access_role: iam.IRole | None = None,
        endpoint_identifier: str | None = None,
        removal_policy: cdk.RemovalPolicy | None = None,
    ) -> None:
        """
        Make the endpoint.

        Args:
            scope: The construct it belongs to.
            construct_id: Its name there.
            connection: Where the database is and the secret that opens it.
            database: The database to write into.
            ssl_mode: By default `VERIFY_CA` with a certificate and `NONE` (with a warning) without.
            certificate: The authority that signed the server's certificate.
            write_buffer_size_kb: Size in KB of the buffer in memory through which files are written; by default 1024.
            max_file_size_kb: Size in KB of the files that rows go through; by default as DMS has it, which AWS does not
                say.
            load_timeout: How long an operation on the target may take, in whole seconds; by default 1200. AWS calls
                these milliseconds, and the default twenty minutes.
            keep_csv_files: Whether the files stay, to look into them; by default no.
            extra_connection_attributes: Attributes for which there is no argument; no credentials.
            kms_key: Encrypts the connection data that DMS stores; by default the account's `aws/dms` key.
            secret_access_role: A role of yours with which DMS reads the secret; by default one is made for it.
            endpoint_identifier: A fixed name; by default CloudFormation makes one, so that it can be replaced.
            removal_policy: What happens to it when it leaves the stack; by default it is deleted.

        Raises:
            ConfigurationError: `DMS-E001` to `DMS-E008`, `DMS-E010` and `DMS-E015`, `DMS-N008` and `DMS-N012` for a
                secret of another account or region, and `DMS-A001` and `DMS-A003`, each for the argument it names.
        """
        with located(scope, construct_id):
            not_blank("DMS-E010", "database", database, _DATABASE)
            settings = _TargetSettings(
                write_buffer_size_kb=write_buffer_size_kb,
                max_file_size_kb=max_file_size_kb,
                load_timeout=whole("load_timeout", load_timeout, "seconds"),
                keep_csv_files=keep_csv_files,
            )
        super().__init__(
            scope,
            construct_id,
            connection=connection,
            engine_name=None,
            ssl_mode=ssl_mode,
            certificate=certificate,
            kms_key=kms_key,
            secret_access_role=secret_access_role,
            extra_connection_attributes=extra_connection_attributes,
            endpoint_identifier=endpoint_identifier,
            removal_policy=removal_policy,
            database=database,
            settings=settings,
        )


class Db2ZosSource(ServerEndpoint):
    """
    A Db2 for z/OS database to read from, in a full load only: DMS reads no changes from it.

    DMS needs IBM's ODBC license on the server. AWS's guide lists Db2 LUW among the engines whose secrets DMS reads, and
    says nothing of Db2 for z/OS, which has the same settings: test the connection first.

    Source: the DMS User Guide, page CHAP_Source.DB2zOS.

    Creates: the endpoint and the role with which DMS reads its secret.
    """

    TYPE = EndpointType.SOURCE
    ENGINES = (EngineName.DB2_ZOS,)

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        connection: Connection,
        database: str,
        ssl_mode: SslMode | None = None,
        certificate: ICertificate | None = None,
        extra_connection_attributes: Mapping[str, str | int | bool] | None = None,
        kms_key: kms.IKey | None = None,
        secret_access_role: iam.IRole | None = None,
        endpoint_identifier: str | None = None,
        removal_policy: cdk.RemovalPolicy | None = None,
    ) -> None:
        """
        Make the endpoint.

        Args:
            scope: The construct it belongs to.
            construct_id: Its name there.
            connection: Where the database is and the secret that opens it.
            database: The database to read.
            ssl_mode: By default `VERIFY_CA` with a certificate and `NONE` (with a warning) without.
            certificate: The authority that signed the server's certificate.
            extra_connection_attributes: Attributes for which there is no argument; no credentials.
            kms_key: Encrypts the connection data that DMS stores; by default the account's `aws/dms` key.
            secret_access_role: A role of yours with which DMS reads the secret; by default one is made for it.
            endpoint_identifier: A fixed name; by default CloudFormation makes one, so that it can be replaced.
            removal_policy: What happens to it when it leaves the stack; by default it is deleted.

        Raises:
            ConfigurationError: `DMS-E001` to `DMS-E008`, `DMS-E010` and `DMS-E015`, `DMS-N008` and `DMS-N012` for a
                secret of another account or region, and `DMS-A001` and `DMS-A003`, each for the argument it names.
        """
        with located(scope, construct_id):
            not_blank("DMS-E010", "database", database, _DATABASE)
            settings = _ZosSettings()
        super().__init__(
            scope,
            construct_id,
            connection=connection,
            engine_name=None,
            ssl_mode=ssl_mode,
            certificate=certificate,
            kms_key=kms_key,
            secret_access_role=secret_access_role,
            extra_connection_attributes=extra_connection_attributes,
            endpoint_identifier=endpoint_identifier,
            removal_policy=removal_policy,
            database=database,
            settings=settings,
        )
