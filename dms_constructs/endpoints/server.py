"""Endpoints of database servers: DMS logs in with a secret, over TLS where the server has it."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, cast

import aws_cdk as cdk
from aws_cdk import aws_ec2 as ec2, aws_iam as iam, aws_kms as kms
from constructs import Construct

from dms_constructs._checks import is_a, is_l1, is_object_with, located, property_of
from dms_constructs._construct import check_holds_resources, let_in
from dms_constructs.app_wide.seen import SeenLogin, SeenSecretLogin
from dms_constructs.app_wide.watching import see
from dms_constructs.databases.deployment import Deployment
from dms_constructs.endpoint_facts import DatabaseIdentity
from dms_constructs.endpoints._database_checks import connection_to
from dms_constructs.endpoints._extra import refuse_credentials
from dms_constructs.endpoints._settings import EndpointSettings
from dms_constructs.endpoints._tls import choose_tls, ssl_findings
from dms_constructs.endpoints.access import (
    Access,
    Connects,
    FurtherSecret,
    SecretAccess,
    Together,
    check_place_of_secret,
    check_role,
)
from dms_constructs.endpoints.certificate import ICertificate, check_certificate
from dms_constructs.endpoints.connection import Connection
from dms_constructs.endpoints.endpoint import Endpoint
from dms_constructs.endpoints.login import ILogin, ILoginAccess, ILogsIn
from dms_constructs.endpoints.ssl_mode import SslMode
from dms_constructs.endpoints.warehouse import to_warehouse
from dms_constructs.engines import EngineName, known
from dms_constructs.errors import ConfigurationError, Finding
from dms_constructs.migration_type import MigrationType
from dms_constructs.prerequisites.checklist import Prerequisites
from dms_constructs.prerequisites.making import prerequisites_of

__all__ = ["ServerEndpoint"]


# What an endpoint says by its arguments or its connection's secret, by the lower-case names of attributes.
_OF_THE_SERVER = "DMS takes it from the connection's secret; remove it"
_BY_IAM = "DMS needs more than that for it; write connection=dms.IamAuthentication.to_cluster(cluster, user_name='dms')"
_DECIDED_BY = {
    "databasename": "the database is an argument; write database=..., where the endpoint has it",
    "password": _OF_THE_SERVER,
    "port": _OF_THE_SERVER,
    "secretsmanageraccessrolearn": "the role is an argument; write secret_access_role=...",
    "secretsmanagersecretid": "the secret is an argument; write connection=...",
    "servername": _OF_THE_SERVER,
    "username": _OF_THE_SERVER,
}


class ServerEndpoint(Endpoint):
    """The base of endpoints of database servers. Use `MySqlSource`, `PostgreSqlTarget` and the like."""

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        connection: Connects | ILogsIn,
        engine_name: EngineName | None,
        ssl_mode: SslMode | None,
        certificate: ICertificate | None,
        kms_key: kms.IKey | None,
        secret_access_role: iam.IRole | None,
        extra_connection_attributes: Mapping[str, str | int | bool] | None,
        endpoint_identifier: str | None,
        removal_policy: cdk.RemovalPolicy | None,
        database: str | None,
        settings: EndpointSettings,
        beside: Access | None = None,
        findings: Iterable[Finding] = (),
        further_secret: FurtherSecret | None = None,
    ) -> None:
        with located(scope, construct_id):
            if not hasattr(type(connection), "bind"):
                is_a("DMS-E001", "connection", connection, Connection, _connection_to(connection), secret=True)
                raise ConfigurationError(
                    "DMS-E001", "connection must be given; write dms.Connection.from_secret(secret)"
                )
            refuse_credentials("database", database)
            check_certificate(certificate, scope=scope)
            check_role("secret_access_role", secret_access_role)
            check_holds_resources(scope, construct_id)
            if isinstance(connection, Connection):  # the secret of another is made in this stack
                check_place_of_secret(scope, connection.secret, secret_access_role)
            engine = self._choose_engine(connection, engine_name)
            mode, authority = choose_tls(engine, ssl_mode, certificate, connection.certificate)
            access: ILoginAccess
            if hasattr(type(connection), "access"):
                access = cast("ILogsIn", connection).access(scope, engine, mode, secret_access_role)
            else:
                access = SecretAccess(cast("Connects", connection), secret_access_role, further_secret)
        instead = {}
        if isinstance(extra_connection_attributes, Mapping):
            instead = _decided_by(engine) | settings.instead_of_attributes(extra_connection_attributes)
        super().__init__(
            scope,
            construct_id,
            engine_name=engine,
            access=access if beside is None else Together(access, beside),
            settings=settings.said,
            findings=(*connection.findings, *ssl_findings(mode, engine, is_written=ssl_mode is not None), *findings),
            kms_key=kms_key,
            extra_connection_attributes=extra_connection_attributes,
            instead_of_attributes=instead,
            endpoint_identifier=endpoint_identifier,
            removal_policy=removal_policy,
            uses=authority,
            database_name=database if "DatabaseName" not in settings.said else None,
            ssl_mode=mode.value,
            certificate_arn=authority.certificate_arn if authority is not None else None,
            l1_id=access.l1_id,
            **access.properties,
        )
        self._settings = {**self._settings, **access.says}
        self._connection = made = access.connection
        self._database = database
        self._mode = mode
        where = {"peer": made.peer, "database": made.database, "host": made.host}
        known_of_it: dict[str, Any] = {"construct": self, "is_behind_proxy": made.is_behind_proxy, **where}
        if made.secret is not None:
            see(SeenSecretLogin(secret=made.secret, role=secret_access_role, **known_of_it))
        else:
            see(SeenLogin(**known_of_it))
        if further_secret is not None:
            role = further_secret.role if further_secret.role is not None else secret_access_role
            see(SeenSecretLogin(construct=self, secret=further_secret.secret, role=role, what=further_secret.what))
        access.complete(self, lambda: self.endpoint_arn)  # to ask for it takes a message to Node

    @property
    def connection(self) -> ILogin:
        """Where the database is and how DMS gets in."""
        return self._connection

    def prerequisites(
        self,
        *,
        migration_type: MigrationType = MigrationType.FULL_LOAD_AND_CDC,
        deployment: Deployment | None = None,
        schemas: Sequence[str] | None = None,
        tables: Mapping[str, Sequence[str]] | None = None,
        user_name: str | None = None,
        client_network: str | None = None,
        tasks: int = 1,
        binlog_retention_hours: int = 24,
        control_schema: str | None = None,
        premigration_assessment: bool = False,
    ) -> Prerequisites:
        """
        Return what the server needs before DMS can use this endpoint, as a checklist with SQL: `.sql()`, `.markdown()`.

        Slots, heartbeat and capture of changed definitions are as the endpoint declares them.

        Args:
            migration_type: What is migrated. Default: full load and changes.
            deployment: How the server is run. Default: Aurora by its engine, RDS where the connection is to an instance
                or a cluster or its host is one of RDS, else self-managed, on EC2 or elsewhere.
            schemas: The schemas (databases, in MySQL) whose tables are all migrated, as they are called here. Default:
                where no `tables` are given `public` for PostgreSQL, `dbo` for SQL Server, or the one database of a
                MySQL target.
            tables: Tables that are migrated by name, by their schema. Default: none.
            user_name: The user that DMS logs in as. Default: the one in the secret, or `dms` where that is not known
                before deployment.
            client_network: The network of the replication instance, as a CIDR block: nobody else gets in as this user.
                Default: any host for MySQL, a placeholder for PostgreSQL.
            tasks: How many tasks read changes from the server. Default: 1.
            binlog_retention_hours: How long MySQL's binary log is kept, or archived logs of Oracle and Db2, in hours.
                Default: 24.
            control_schema: Where the control tables go, as in the task settings. Default: as DMS has it, `public` for
                PostgreSQL and `awsdms_control` for MySQL.
            premigration_assessment: Whether AWS's premigration assessment is run, which reads system tables of MySQL,
                Oracle and Db2. Default: no.

        Raises:
            ConfigurationError: `DMS-K001` to `DMS-K007`, as `prerequisites_of`.
        """
        try:
            return prerequisites_of(
                self.endpoint_facts,
                migration_type=migration_type,
                deployment=deployment,
                schemas=schemas,
                tables=tables,
                user_name=user_name if user_name is not None else self._connection.user_name or "dms",
                client_network=client_network,
                tasks=tasks,
                binlog_retention_hours=binlog_retention_hours,
                control_schema=control_schema,
                premigration_assessment=premigration_assessment,
            )
        except ConfigurationError as error:
            raise error.at(self.node.path) from None

    def _identity(self) -> DatabaseIdentity:
        return dataclasses.replace(self._connection.identity, database=self._database)

    def _ssl_mode(self) -> SslMode | None:
        return self._mode

    @property
    def peer(self) -> ec2.IConnectable | None:
        """What to open for a replication instance; None when it is reached without security groups."""
        return self._connection.peer

    def allow_from(self, other: ec2.IConnectable, *, scope: Construct | None = None) -> None:
        """
        Open the database's security groups, when the connection names any, for a replication instance.

        Args:
            other: The replication instance.
            scope: Whose stack the rules go into where two stacks would otherwise need each other; by default this
                endpoint's.

        Raises:
            ConfigurationError: `DMS-E007`, when the database was imported without its security groups.
        """
        if self.peer is None:
            return
        connections = self.peer.connections
        if not connections.security_groups:
            raise ConfigurationError(
                "DMS-E007",
                "the database was imported without its security groups, so nothing can be opened for DMS; import it "
                "with security_groups=[ec2.SecurityGroup.from_security_group_id(self, 'DatabaseGroup', 'sg-...')], "
                "or a cluster of DocumentDB with its security_group",
                path=self.node.path,
            )
        if self._connection.port is not None:
            opened = ec2.Port.tcp(self._connection.port)
        else:
            opened = self._default_port(connections) or ec2.Port.tcp(_port_of(self._engine_name))
        let_in(scope or self, connections, other.connections, opened, f"DMS {self.TYPE.value} endpoint")

    def _default_port(self, connections: ec2.Connections) -> ec2.Port | None:
        """Return the port of the database where its own is one that this engine listens on; None where it isn't."""
        return connections.default_port

    def _choose_engine(self, connection: Connects | ILogsIn, given: EngineName | None) -> EngineName:
        """Take the engine that was given, or the connection's, or the class's first; refuse a contradiction."""
        self._check_is_for(given, "engine_name")
        self._check_is_for(connection.engine_name, "the connection's database")
        if given is not None and connection.engine_name is not None and given is not connection.engine_name:
            raise ConfigurationError(
                "DMS-E002",
                f"engine_name is dms.EngineName.{given.name}, but the connection's database is "
                f"dms.EngineName.{connection.engine_name.name}; leave engine_name out",
                given=given,
            )
        return given or connection.engine_name or self.ENGINES[0]


def _decided_by(engine: EngineName) -> dict[str, str]:
    """Return what to do instead of giving an attribute, by its name in lower case."""
    if not known(engine.record.iam_database_auth):
        return _DECIDED_BY
    return _DECIDED_BY | dict.fromkeys(("authenticationmethod", "serviceaccessrolearn"), _BY_IAM)


def _connection_to(given: object) -> str:
    """Return how a connection is made from what was given instead of one."""
    if (own := property_of(given, "connection")) is not None:  # an EndpointSecret, or another endpoint
        return f"connection={own}"
    for kind in ("cluster", "instance"):
        if not is_l1(given) and is_object_with(given, f"{kind}_identifier"):
            return connection_to(kind, given)
    if (warehouse := to_warehouse(given)) is not None:
        return warehouse
    return "dms.Connection.from_secret(secret)"


def _port_of(engine: EngineName) -> int:
    port = engine.record.default_port
    if port is None:
        raise LookupError(f"{engine.value} has no port")
    return port
