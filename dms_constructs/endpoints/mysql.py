"""MySQL, MariaDB and Aurora MySQL as source and as target."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field

import aws_cdk as cdk
from aws_cdk import aws_iam as iam, aws_kms as kms
from constructs import Construct

from dms_constructs._checks import is_a, located, not_blank, taken_as_is
from dms_constructs.endpoints._settings import EndpointSettings, renders, whole
from dms_constructs.endpoints._time_zones import check_time_zone
from dms_constructs.endpoints.certificate import ICertificate
from dms_constructs.endpoints.connection import Connection
from dms_constructs.endpoints.login import ILogsIn
from dms_constructs.endpoints.server import ServerEndpoint
from dms_constructs.endpoints.ssl_mode import SslMode
from dms_constructs.engines import EndpointType, EngineName
from dms_constructs.errors import ConfigurationError, shown

__all__ = ["MySqlSource", "MySqlTarget", "TargetDbType", "target_settings"]


class TargetDbType(enum.Enum):
    """
    Into how many databases a MySQL target writes.

    Source: the DMS User Guide, page CHAP_Target.MySQL.
    """

    MULTIPLE_DATABASES = "multiple-databases"
    """Each source schema into a database of its name."""
    SPECIFIC_DATABASE = "specific-database"
    """Every table into one database, which must be named."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Settings(EndpointSettings):
    BLOCK = "MySQLSettings"

    after_connect_script: str | None = field(default=None, metadata=renders("AfterConnectScript"))


@dataclass(frozen=True, slots=True, kw_only=True)
class _SourceSettings(_Settings):
    server_timezone: str | None = field(default=None, metadata=renders("ServerTimezone"))
    events_poll_interval: int | None = field(default=None, metadata=renders("EventsPollInterval"))
    clean_source_metadata_on_mismatch: bool | None = field(
        default=None, metadata=renders("CleanSourceMetadataOnMismatch")
    )

    def __post_init__(self) -> None:
        EndpointSettings.__post_init__(self)
        check_time_zone("server_timezone", self.server_timezone, must_be_named=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class _TargetSettings(_Settings):
    target_db_type: TargetDbType | None = field(default=None, metadata=renders("TargetDbType", TargetDbType))
    parallel_load_threads: int | None = field(default=None, metadata=renders("ParallelLoadThreads"))
    max_file_size_kb: int | None = field(default=None, metadata=renders("MaxFileSize"))


class MySqlSource(ServerEndpoint):
    """
    A MySQL, MariaDB or Aurora MySQL database to read from.

    A schema in table mappings is a MySQL database. For change data capture the server needs `binlog_format=ROW`,
    `binlog_row_image=FULL` and binary logs kept for at least a day; `prerequisites()` is the checklist, with its SQL.
    Source: the DMS User Guide, page CHAP_Source.MySQL.

    Creates: the endpoint and the role with which DMS reads its secret.
    """

    TYPE = EndpointType.SOURCE
    ENGINES = (EngineName.MYSQL, EngineName.MARIADB, EngineName.AURORA_MYSQL)

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        connection: Connection | ILogsIn,
        engine_name: EngineName | None = None,
        ssl_mode: SslMode | None = None,
        certificate: ICertificate | None = None,
        server_timezone: str | None = None,
        events_poll_interval: cdk.Duration | None = None,
        clean_source_metadata_on_mismatch: bool | None = None,
        after_connect_script: str | None = None,
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
            connection: Where the database is and the secret that opens it; or `IamAuthentication`, without a password.
            engine_name: `EngineName.MARIADB` or `EngineName.AURORA_MYSQL` where the connection does not tell; by
                default what the connection tells, or else MySQL.
            ssl_mode: By default `VERIFY_CA` with a certificate and `NONE` (with a warning) without.
            certificate: The authority that signed the server's certificate.
            server_timezone: The server's time zone by name, for example `Europe/Berlin`; by default that of the server.
            events_poll_interval: How often an idle binary log is asked for changes, 1 to 60 seconds; by default 5.
            clean_source_metadata_on_mismatch: Whether to rebuild cached table definitions that do not fit the log;
                by default no.
            after_connect_script: SQL to run after connecting; DMS ignores its failures; no credentials.
            extra_connection_attributes: Attributes for which there is no argument; no credentials.
            kms_key: Encrypts the connection data that DMS stores; by default the account's `aws/dms` key.
            secret_access_role: A role of yours with which DMS reads the secret; by default one is made for it.
            endpoint_identifier: A fixed name; by default CloudFormation makes one, so that it can be replaced.
            removal_policy: What happens to it when it leaves the stack; by default it is deleted.

        Raises:
            ConfigurationError: `DMS-E001` to `DMS-E008` and `DMS-E015`, `DMS-N008` and `DMS-N012` for a secret of
                another account or region, and `DMS-A001` and `DMS-A003`, each for the argument it names.
        """
        with located(scope, construct_id):
            settings = _SourceSettings(
                server_timezone=server_timezone,
                events_poll_interval=whole("events_poll_interval", events_poll_interval, "seconds"),
                clean_source_metadata_on_mismatch=clean_source_metadata_on_mismatch,
                after_connect_script=after_connect_script,
            )
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
            database=None,
            settings=settings,
        )


class MySqlTarget(ServerEndpoint):
    """
    A MySQL, MariaDB or Aurora MySQL database to write into; for a cluster, its writer.

    The server needs `local_infile=1`; `prerequisites()` is the checklist, with its SQL.
    Source: the DMS User Guide, page CHAP_Target.MySQL.

    Creates: the endpoint and the role with which DMS reads its secret.
    """

    TYPE = EndpointType.TARGET
    ENGINES = (EngineName.MYSQL, EngineName.MARIADB, EngineName.AURORA_MYSQL)

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        connection: Connection | ILogsIn,
        engine_name: EngineName | None = None,
        ssl_mode: SslMode | None = None,
        certificate: ICertificate | None = None,
        target_db_type: TargetDbType | None = None,
        database: str | None = None,
        parallel_load_threads: int | None = None,
        max_file_size_kb: int | None = None,
        after_connect_script: str | None = None,
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
            connection: Where the database is and the secret that opens it; or `IamAuthentication`, without a password.
            engine_name: `EngineName.MARIADB` or `EngineName.AURORA_MYSQL` where the connection does not tell; by
                default what the connection tells, or else MySQL.
            ssl_mode: By default `VERIFY_CA` with a certificate and `NONE` (with a warning) without.
            certificate: The authority that signed the server's certificate.
            target_db_type: Whether each source schema goes into a database of its name (the default) or all into one.
            database: The one database, with `TargetDbType.SPECIFIC_DATABASE` only: DMS would put every table into it.
            parallel_load_threads: Threads that load one table, 1 to 5; by default 1.
            max_file_size_kb: Size in KB of the files that full load goes through, 1 to 1048576; by default 32768.
            after_connect_script: SQL to run after connecting; DMS ignores its failures; no credentials.
            extra_connection_attributes: Attributes for which there is no argument, for example
                `{"Initstmt": "SET FOREIGN_KEY_CHECKS=0"}`; no credentials.
            kms_key: Encrypts the connection data that DMS stores; by default the account's `aws/dms` key.
            secret_access_role: A role of yours with which DMS reads the secret; by default one is made for it.
            endpoint_identifier: A fixed name; by default CloudFormation makes one, so that it can be replaced.
            removal_policy: What happens to it when it leaves the stack; by default it is deleted.

        Raises:
            ConfigurationError: `DMS-E001` to `DMS-E009` and `DMS-E015`, `DMS-N008` and `DMS-N012` for a secret of
                another account or region, and `DMS-A001` and `DMS-A003`, each for the argument it names.
        """
        with located(scope, construct_id):
            settings = target_settings(
                target_db_type=target_db_type,
                database=database,
                parallel_load_threads=parallel_load_threads,
                max_file_size_kb=max_file_size_kb,
                after_connect_script=after_connect_script,
                extra_connection_attributes=extra_connection_attributes,
            )
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
        )


def target_settings(
    *,
    target_db_type: TargetDbType | None,
    database: str | None,
    parallel_load_threads: int | None,
    max_file_size_kb: int | None,
    after_connect_script: str | None,
    extra_connection_attributes: Mapping[str, str | int | bool] | None,
) -> EndpointSettings:
    """Return the settings of a target that has these arguments; raise when they are not such."""
    if not taken_as_is(target_db_type):
        is_a("DMS-E009", "target_db_type", target_db_type, TargetDbType, "dms.TargetDbType.SPECIFIC_DATABASE")
    if target_db_type is TargetDbType.SPECIFIC_DATABASE:
        not_blank(
            "DMS-E009",
            "database (with dms.TargetDbType.SPECIFIC_DATABASE)",
            database,
            "the one for all tables, such as database='shop', or leave target_db_type out",
        )
    elif database is not None and not taken_as_is(target_db_type):
        raise ConfigurationError(
            "DMS-E009",
            f"database is for target_db_type=dms.TargetDbType.SPECIFIC_DATABASE only, got {shown(database)}: "
            "with it DMS puts the tables of all source schemas into that one database; add target_db_type="
            "dms.TargetDbType.SPECIFIC_DATABASE, or leave database out",
            given=database,
        )
    _refuse_one_database(extra_connection_attributes)
    return _TargetSettings(
        target_db_type=target_db_type,
        parallel_load_threads=parallel_load_threads,
        max_file_size_kb=max_file_size_kb,
        after_connect_script=after_connect_script,
    )


def _refuse_one_database(attributes: Mapping[str, str | int | bool] | None) -> None:
    """Raise when an attribute asks for one database, which only the arguments can name."""
    for name, value in attributes.items() if isinstance(attributes, Mapping) else ():
        if taken_as_is(name) or taken_as_is(value) or str(name).lower() != "targetdbtype":
            continue
        if str(value).strip().lower().replace("_", "-") == TargetDbType.SPECIFIC_DATABASE.value:
            raise ConfigurationError(
                "DMS-E009",
                f"extra_connection_attributes must not ask for one database by {name!r}: it must be named; write "
                "target_db_type=dms.TargetDbType.SPECIFIC_DATABASE, database='...'",
                given=value,
            )
