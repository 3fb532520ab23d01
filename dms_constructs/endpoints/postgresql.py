"""PostgreSQL and Aurora PostgreSQL as source and as target."""

from __future__ import annotations

import enum
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar

import aws_cdk as cdk
from aws_cdk import aws_iam as iam, aws_kms as kms
from constructs import Construct

from dms_constructs._checks import is_a, located, not_blank, skipped, taken_as_is
from dms_constructs.endpoints._babelfish_mode import checked_engine
from dms_constructs.endpoints._settings import EndpointSettings, renders, whole
from dms_constructs.endpoints.certificate import ICertificate
from dms_constructs.endpoints.connection import Connection
from dms_constructs.endpoints.login import ILogsIn
from dms_constructs.endpoints.server import ServerEndpoint
from dms_constructs.endpoints.ssl_mode import SslMode
from dms_constructs.engines import EndpointType, EngineName
from dms_constructs.errors import ConfigurationError, may_be_shown, shown

__all__ = ["DatabaseMode", "PluginName", "PostgreSqlSource", "PostgreSqlTarget", "target_settings"]


class DatabaseMode(enum.Enum):
    """
    What an endpoint of PostgreSQL finds at the other end.

    Source: the DMS User Guide, page CHAP_Target.PostgreSQL, Using Babelfish for Aurora PostgreSQL as a target.
    """

    DEFAULT = "default"
    """PostgreSQL."""
    BABELFISH = "babelfish"
    """Babelfish for Aurora PostgreSQL, whose T-SQL database is named, too."""


class PluginName(enum.Enum):
    """
    The logical decoding plug-in that a PostgreSQL source reads changes through.

    Source: the DMS User Guide, page CHAP_Source.PostgreSQL.
    """

    NO_PREFERENCE = "no-preference"
    """pglogical when it is installed, else test_decoding."""
    TEST_DECODING = "test-decoding"
    PGLOGICAL = "pglogical"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Settings(EndpointSettings):
    BLOCK = "PostgreSQLSettings"

    execute_timeout: int | None = field(default=None, metadata=renders("ExecuteTimeout"))
    map_boolean_as_boolean: bool | None = field(default=None, metadata=renders("MapBooleanAsBoolean"))
    database_mode: DatabaseMode | None = field(default=None, metadata=renders("DatabaseMode", DatabaseMode))
    babelfish_database_name: str | None = field(default=None, metadata=renders("BabelfishDatabaseName"))


@dataclass(frozen=True, slots=True, kw_only=True)
class _SourceSettings(_Settings):
    OURS: ClassVar[Mapping[str, object]] = {"HeartbeatEnable": True}

    plugin_name: PluginName | None = field(default=None, metadata=renders("PluginName", PluginName))
    slot_name: str | None = field(default=None, metadata=renders("SlotName"))
    heartbeat_enable: bool = field(metadata=renders("HeartbeatEnable"))
    heartbeat_frequency: int | None = field(default=None, metadata=renders("HeartbeatFrequency"))
    heartbeat_schema: str | None = field(default=None, metadata=renders("HeartbeatSchema"))
    capture_ddls: bool | None = field(default=None, metadata=renders("CaptureDdls"))
    ddl_artifacts_schema: str | None = field(default=None, metadata=renders("DdlArtifactsSchema"))
    fail_tasks_on_lob_truncation: bool | None = field(default=None, metadata=renders("FailTasksOnLobTruncation"))


@dataclass(frozen=True, slots=True, kw_only=True)
class _TargetSettings(_Settings):
    max_file_size_kb: int | None = field(default=None, metadata=renders("MaxFileSize"))
    after_connect_script: str | None = field(default=None, metadata=renders("AfterConnectScript"))


class PostgreSqlSource(ServerEndpoint):
    """
    A PostgreSQL or Aurora PostgreSQL database to read from; one endpoint reads one database.

    For change data capture the server needs logical replication (`wal_level=logical`, on RDS and Aurora
    `rds.logical_replication=1`) and a replication slot for each task; `prerequisites()` is the checklist, with its SQL.
    Source: the DMS User Guide, page CHAP_Source.PostgreSQL.

    Creates: the endpoint and the role with which DMS reads its secret.
    """

    TYPE = EndpointType.SOURCE
    ENGINES = (EngineName.POSTGRESQL, EngineName.AURORA_POSTGRESQL)

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        connection: Connection | ILogsIn,
        database: str,
        engine_name: EngineName | None = None,
        ssl_mode: SslMode | None = None,
        certificate: ICertificate | None = None,
        plugin_name: PluginName | None = None,
        slot_name: str | None = None,
        heartbeat_enable: bool = True,
        heartbeat_frequency: cdk.Duration | None = None,
        heartbeat_schema: str | None = None,
        capture_ddls: bool | None = None,
        ddl_artifacts_schema: str | None = None,
        execute_timeout: cdk.Duration | None = None,
        fail_tasks_on_lob_truncation: bool | None = None,
        map_boolean_as_boolean: bool | None = None,
        database_mode: DatabaseMode | None = None,
        babelfish_database_name: str | None = None,
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
            database: The database to read.
            engine_name: `EngineName.AURORA_POSTGRESQL` where the connection does not tell; by default what the
                connection tells, or else PostgreSQL.
            ssl_mode: By default `VERIFY_CA` with a certificate and `REQUIRE` without.
            certificate: The authority that signed the server's certificate.
            plugin_name: The logical decoding plug-in; by default pglogical when it is there, else test_decoding.
            slot_name: A replication slot that exists; by default DMS makes and drops its own.
            heartbeat_enable: Whether DMS writes a small change now and then, to keep an idle database from holding its
                write-ahead log for ever; by default yes.
            heartbeat_frequency: How often, in whole minutes; by default 5.
            heartbeat_schema: Where its table goes; by default `public`.
            capture_ddls: Whether changes of table definitions are captured, which needs an event trigger in the
                source; by default yes.
            ddl_artifacts_schema: Where that trigger's table goes; by default `public`.
            execute_timeout: How long a statement may take, in whole seconds; by default 60.
            fail_tasks_on_lob_truncation: Whether a task fails when a large object is longer than its task settings
                allow, instead of cutting it; by default no.
            map_boolean_as_boolean: Whether booleans stay booleans instead of becoming `varchar(5)`; only when the
                target has it too. By default no.
            database_mode: `BABELFISH` for a Babelfish database, over PostgreSQL's port; by default `DEFAULT`.
            babelfish_database_name: The T-SQL database to read, with `DatabaseMode.BABELFISH` only; `database` is
                `babelfish_db` then, which holds all of them.
            extra_connection_attributes: Attributes for which there is no argument; no credentials.
            kms_key: Encrypts the connection data that DMS stores; by default the account's `aws/dms` key.
            secret_access_role: A role of yours with which DMS reads the secret; by default one is made for it.
            endpoint_identifier: A fixed name; by default CloudFormation makes one, so that it can be replaced.
            removal_policy: What happens to it when it leaves the stack; by default it is deleted.

        Raises:
            ConfigurationError: `DMS-E001` to `DMS-E011` and `DMS-E015`, `DMS-Q023` for Babelfish's mode, `DMS-N008`
                and `DMS-N012` for a secret of another account or region, and `DMS-A001` and `DMS-A003`, each for the
                argument it names.
        """
        with located(scope, construct_id):
            not_blank("DMS-E010", "database", database, "the one that the endpoint reads, such as database='shop'")
            if not taken_as_is(plugin_name):
                is_a("DMS-E010", "plugin_name", plugin_name, PluginName, "dms.PluginName.PGLOGICAL")
            _check_slot_name(slot_name)
            settings = _SourceSettings(
                plugin_name=plugin_name,
                slot_name=slot_name,
                heartbeat_enable=heartbeat_enable,
                heartbeat_frequency=whole("heartbeat_frequency", heartbeat_frequency, "minutes"),
                heartbeat_schema=heartbeat_schema,
                capture_ddls=capture_ddls,
                ddl_artifacts_schema=ddl_artifacts_schema,
                execute_timeout=whole("execute_timeout", execute_timeout, "seconds"),
                fail_tasks_on_lob_truncation=fail_tasks_on_lob_truncation,
                map_boolean_as_boolean=map_boolean_as_boolean,
                database_mode=database_mode,
                babelfish_database_name=babelfish_database_name,
            )
            engine_name = checked_engine(connection, engine_name, database, settings, extra_connection_attributes)
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


class PostgreSqlTarget(ServerEndpoint):
    """
    A PostgreSQL or Aurora PostgreSQL database to write into; for a cluster, its writer.

    `prerequisites()` is the checklist of what it needs, with its SQL.

    Creates: the endpoint and the role with which DMS reads its secret.

    Source: the DMS User Guide, page CHAP_Target.PostgreSQL.
    """

    TYPE = EndpointType.TARGET
    ENGINES = (EngineName.POSTGRESQL, EngineName.AURORA_POSTGRESQL)

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        connection: Connection | ILogsIn,
        database: str,
        engine_name: EngineName | None = None,
        ssl_mode: SslMode | None = None,
        certificate: ICertificate | None = None,
        max_file_size_kb: int | None = None,
        execute_timeout: cdk.Duration | None = None,
        after_connect_script: str | None = None,
        map_boolean_as_boolean: bool | None = None,
        database_mode: DatabaseMode | None = None,
        babelfish_database_name: str | None = None,
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
            database: The database to write into; it must exist.
            engine_name: `EngineName.AURORA_POSTGRESQL` where the connection does not tell; by default what the
                connection tells, or else PostgreSQL.
            ssl_mode: By default `VERIFY_CA` with a certificate and `REQUIRE` without.
            certificate: The authority that signed the server's certificate.
            max_file_size_kb: Size in KB of the files that full load goes through, 1 to 1048576; by default 32768.
            execute_timeout: How long a statement may take, in whole seconds; by default 60.
            after_connect_script: SQL to run after connecting, for example `SET session_replication_role=replica` to
                leave out triggers and foreign keys, which needs `rds_superuser`; no credentials.
            map_boolean_as_boolean: Whether booleans stay booleans instead of becoming `varchar(5)`; only when the
                source has it too. By default no.
            database_mode: `BABELFISH` for a Babelfish database, over PostgreSQL's port; by default `DEFAULT`.
            babelfish_database_name: The T-SQL database to write into, with `DatabaseMode.BABELFISH` only; `database`
                is `babelfish_db` then, which holds all of them.
            extra_connection_attributes: Attributes for which there is no argument; no credentials.
            kms_key: Encrypts the connection data that DMS stores; by default the account's `aws/dms` key.
            secret_access_role: A role of yours with which DMS reads the secret; by default one is made for it.
            endpoint_identifier: A fixed name; by default CloudFormation makes one, so that it can be replaced.
            removal_policy: What happens to it when it leaves the stack; by default it is deleted.

        Raises:
            ConfigurationError: `DMS-E001` to `DMS-E010` and `DMS-E015`, `DMS-Q023` for Babelfish's mode, `DMS-N008`
                and `DMS-N012` for a secret of another account or region, and `DMS-A001` and `DMS-A003`, each for the
                argument it names.
        """
        with located(scope, construct_id):
            settings = target_settings(
                database=database,
                max_file_size_kb=max_file_size_kb,
                execute_timeout=execute_timeout,
                after_connect_script=after_connect_script,
                map_boolean_as_boolean=map_boolean_as_boolean,
                database_mode=database_mode,
                babelfish_database_name=babelfish_database_name,
            )
            engine_name = checked_engine(connection, engine_name, database, settings, extra_connection_attributes)
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
    database: str,
    max_file_size_kb: int | None,
    execute_timeout: cdk.Duration | None,
    after_connect_script: str | None,
    map_boolean_as_boolean: bool | None,
    database_mode: DatabaseMode | None = None,
    babelfish_database_name: str | None = None,
) -> EndpointSettings:
    """Return the settings of a target that has these arguments; raise when they are not such."""
    not_blank("DMS-E010", "database", database, "the one that the endpoint writes, such as database='shop'")
    return _TargetSettings(
        max_file_size_kb=max_file_size_kb,
        execute_timeout=whole("execute_timeout", execute_timeout, "seconds"),
        after_connect_script=after_connect_script,
        map_boolean_as_boolean=map_boolean_as_boolean,
        database_mode=database_mode,
        babelfish_database_name=babelfish_database_name,
    )


_SLOT_NAME = re.compile(r"[a-z0-9_]{1,63}")
_NOT_IN_SLOT_NAME = re.compile(r"[^a-z0-9_]+")


def _check_slot_name(name: str | None) -> None:
    # Source: the PostgreSQL documentation, section "Replication Slots" (characters) and NAMEDATALEN (length).
    if not skipped(name) and not (isinstance(name, str) and _SLOT_NAME.fullmatch(name)):
        raise ConfigurationError(
            "DMS-E011",
            "slot_name must have 1 to 63 lower-case letters, digits and underscores, as PostgreSQL names replication "
            f"slots, got {shown(name)}{_named_instead(name)}",
            given=name,
        )


def _named_instead(name: object) -> str:
    """Return what to write: the name without what PostgreSQL refuses, where that is one, and can be shown."""
    near = _NOT_IN_SLOT_NAME.sub("_", name.lower()) if isinstance(name, str) and may_be_shown(name) else ""
    if not near.strip("_") or not _SLOT_NAME.fullmatch(near):
        return ""
    return f"; write slot_name={near!r}, and create the slot by that name"
