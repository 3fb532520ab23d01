"""What all endpoints share: identity, TLS, the secret and the role that reads it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, ClassVar, Protocol

import aws_cdk as cdk
from aws_cdk import aws_dms, aws_ec2 as ec2, aws_iam as iam, aws_kms as kms
from constructs import Construct

from dms_constructs import facts
from dms_constructs._checks import arn, identifier, is_a, located, provides
from dms_constructs._construct import L1_ID, DmsConstruct, Imported, check_removal_policy, let_in, warn
from dms_constructs.endpoint_facts import EndpointFacts
from dms_constructs.endpoints._access import secret_access_policy, secret_access_trust
from dms_constructs.endpoints._extra import render_extra
from dms_constructs.endpoints._settings import check_settings
from dms_constructs.endpoints._tls import choose_ssl_mode, ssl_findings
from dms_constructs.endpoints.certificate import ICertificate
from dms_constructs.endpoints.connection import Connection
from dms_constructs.endpoints.ssl_mode import SslMode
from dms_constructs.engines import EndpointType, EngineName
from dms_constructs.errors import ConfigurationError

__all__ = ["Endpoint", "IEndpoint"]


class IEndpoint(Protocol):
    """What a replication task needs of an endpoint, whether or not this app owns it."""

    @property
    def endpoint_arn(self) -> str:
        """Its ARN."""

    @property
    def endpoint_type(self) -> EndpointType:
        """Whether data is read from it or written to it."""

    @property
    def engine_name(self) -> EngineName | None:
        """Its engine, or None when that is not known."""

    @property
    def endpoint_facts(self) -> EndpointFacts:
        """What is known of it before deployment."""


class Endpoint(DmsConstruct):
    """
    The base of all endpoints: where data comes from or goes to. Use `MySqlSource`, `PostgreSqlTarget` and the like.

    Creates: the endpoint and, unless given, the role with which DMS reads its secret.
    """

    TYPE: ClassVar[EndpointType]
    """Which way data flows."""
    ENGINES: ClassVar[tuple[EngineName, ...]]
    """The engines it is for; the first where nothing tells which."""

    @classmethod
    def from_endpoint_arn(
        cls, scope: Construct, construct_id: str, endpoint_arn: str, *, engine_name: EngineName | None = None
    ) -> IEndpoint:
        """
        Refer to an endpoint that this app does not own.

        Args:
            scope: The construct it belongs to.
            construct_id: Its name there.
            endpoint_arn: Its ARN.
            engine_name: Its engine, so that tasks can check against it; by default those checks are left out.

        Raises:
            ConfigurationError: `DMS-A002` for something that is not the ARN of an endpoint, `DMS-E002` for an engine
                that the class is not for.
        """
        with located(scope, construct_id):
            arn("endpoint_arn", endpoint_arn, "endpoint")
            cls._check_is_for(engine_name, "engine_name")
        return _ImportedEndpoint(scope, construct_id, endpoint_arn, cls.TYPE, engine_name)

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        connection: Connection,
        engine_name: EngineName | None,
        ssl_mode: SslMode | None,
        certificate: ICertificate | None,
        kms_key: kms.IKey | None,
        secret_access_role: iam.IRole | None,
        extra_connection_attributes: Mapping[str, str | int | bool] | None,
        endpoint_identifier: str | None,
        removal_policy: cdk.RemovalPolicy | None,
        database: str | None,
        settings: Mapping[str, Any],
        slot_name: str | None = None,
        map_boolean_as_boolean: bool = False,
    ) -> None:
        with located(scope, construct_id):
            is_a("DMS-E001", "connection", connection, Connection, "Connection.from_secret(secret)", secret=True)
            if connection is None:
                raise ConfigurationError("DMS-E001", "connection must be given; write Connection.from_secret(secret)")
            check_removal_policy(removal_policy)
            provides(
                "certificate",
                certificate,
                "certificate_arn",
                "a certificate",
                "Certificate(self, 'Ca', certificate_pem=...)",
            )
            provides("kms_key", kms_key, "key_arn", "a KMS key", "kms.Key.from_key_arn(self, 'Key', 'arn:aws:kms:...')")
            provides(
                "secret_access_role",
                secret_access_role,
                "role_arn",
                "an IAM role",
                "iam.Role.from_role_arn(self, 'Role', 'arn:aws:iam::...')",
            )
            check_settings(settings)
            engine = self._choose_engine(connection, engine_name)
            mode = choose_ssl_mode(engine, ssl_mode, certificate)
            identifier("DMS-E006", "endpoint_identifier", endpoint_identifier, facts.limit("endpoint_identifier_max"))
            extra = render_extra(extra_connection_attributes)
        super().__init__(scope, construct_id)
        self._connection = connection
        self._engine_name = engine
        self.slot_name = slot_name
        self.map_boolean_as_boolean = map_boolean_as_boolean

        role_arn = (
            secret_access_role.role_arn if secret_access_role is not None else self._make_access_role(removal_policy)
        )
        access = {
            "secrets_manager_secret_id": connection.secret.secret_arn,
            "secrets_manager_access_role_arn": role_arn,
        }
        resource = aws_dms.CfnEndpoint(
            self,
            L1_ID,
            endpoint_type=self.TYPE.value,
            engine_name=engine.value,
            endpoint_identifier=endpoint_identifier,
            database_name=database,
            ssl_mode=mode.value,
            certificate_arn=certificate.certificate_arn if certificate is not None else None,
            kms_key_id=kms_key.key_arn if kms_key is not None else None,
            extra_connection_attributes=extra,
            **self._settings_block({**access, **{k: v for k, v in settings.items() if v is not None}}),
        )
        if removal_policy is not None:
            resource.apply_removal_policy(removal_policy)
        self._resource = resource
        self._arn: str | None = None

        warn(self, (*connection.findings, *ssl_findings(mode, engine)))

    @property
    def endpoint_arn(self) -> str:
        """Its ARN."""
        if self._arn is None:
            self._arn = self._resource.ref
        return self._arn

    @property
    def endpoint_type(self) -> EndpointType:
        """Whether data is read from it or written to it."""
        return self.TYPE

    @property
    def engine_name(self) -> EngineName:
        """Its engine."""
        return self._engine_name

    @property
    def endpoint_facts(self) -> EndpointFacts:
        """What is known of it before deployment."""
        return EndpointFacts(
            endpoint_type=self.TYPE,
            engine_name=self._engine_name,
            settings={"SlotName": self.slot_name, "MapBooleanAsBoolean": self.map_boolean_as_boolean},
        )

    @property
    def connection(self) -> Connection:
        """Where the database lives and how DMS gets in."""
        return self._connection

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
        peer = self._connection.peer
        if peer is None:
            return
        port = self._connection.port
        connections = peer.connections
        if not connections.security_groups:
            raise ConfigurationError(
                "DMS-E007",
                "the database was imported without its security groups, so nothing can be opened for DMS; "
                "import it with security_groups",
                path=self.node.path,
            )
        if port is not None:
            opened = ec2.Port.tcp(port)
        else:
            opened = connections.default_port or ec2.Port.tcp(_port_of(self._engine_name))
        let_in(scope or self, connections, other.connections, opened, f"DMS {self.TYPE.value} endpoint")

    def _settings_block(self, settings: dict[str, Any]) -> dict[str, Any]:
        name, block = _BLOCKS[str(self._engine_name.record.cfn_settings_block)]
        return {name: block(**settings)}

    def _choose_engine(self, connection: Connection, given: EngineName | None) -> EngineName:
        """Take the engine that was given, or the connection's, or the family's plain one; refuse a contradiction."""
        self._check_is_for(given, "engine_name")
        self._check_is_for(connection.engine_name, "the connection's database")
        if given is not None and connection.engine_name is not None and given is not connection.engine_name:
            raise ConfigurationError(
                "DMS-E002",
                f"engine_name is EngineName.{given.name}, but the connection's database is "
                f"EngineName.{connection.engine_name.name}; leave engine_name out",
                given=given,
            )
        return given or connection.engine_name or self.ENGINES[0]

    @classmethod
    def _check_is_for(cls, engine: EngineName | None, origin: str) -> None:
        is_a("DMS-E002", origin, engine, EngineName, f"EngineName.{cls.ENGINES[0].name}")
        if engine is not None and engine not in cls.ENGINES:
            names = ", ".join(f"EngineName.{one.name}" for one in cls.ENGINES)
            other = _class_for(engine, cls.TYPE)
            raise ConfigurationError(
                "DMS-E002",
                f"{cls.__name__} is for {names}, but {origin} is EngineName.{engine.name}; {other}",
                given=engine,
            )

    def _make_access_role(self, removal_policy: cdk.RemovalPolicy | None) -> str:
        secret = self._connection.secret
        role = iam.CfnRole(
            self,
            "SecretAccessRole",
            description="Lets AWS DMS read the secret of one endpoint",
            assume_role_policy_document=secret_access_trust(),
            policies=[
                iam.CfnRole.PolicyProperty(policy_name="ReadSecret", policy_document=secret_access_policy(self, secret))
            ],
        )
        if removal_policy is not None:
            role.apply_removal_policy(removal_policy)
        return role.attr_arn


class _ImportedEndpoint(Imported):
    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        arn: str,
        endpoint_type: EndpointType,
        engine_name: EngineName | None,
    ) -> None:
        super().__init__(scope, construct_id)
        self._arn = arn
        self._type = endpoint_type
        self._engine_name = engine_name

    @property
    def endpoint_arn(self) -> str:
        return self._arn

    @property
    def endpoint_type(self) -> EndpointType:
        return self._type

    @property
    def engine_name(self) -> EngineName | None:
        return self._engine_name

    @property
    def endpoint_facts(self) -> EndpointFacts:
        return EndpointFacts(endpoint_type=self._type, engine_name=self._engine_name)


_BLOCKS: dict[str, tuple[str, Callable[..., Any]]] = {
    "MySqlSettings": ("my_sql_settings", aws_dms.CfnEndpoint.MySqlSettingsProperty),
    "PostgreSqlSettings": ("postgre_sql_settings", aws_dms.CfnEndpoint.PostgreSqlSettingsProperty),
}


def _class_for(engine: EngineName, side: EndpointType) -> str:
    """Say which class of endpoint is for an engine."""
    found = [
        one.__name__
        for base in Endpoint.__subclasses__()
        for one in (base,)
        if one.TYPE is side and engine in one.ENGINES
    ]
    return f"use {found[0]}" if found else f"this library has no {side.value} endpoint for it yet"


def _port_of(engine: EngineName) -> int:
    port = engine.record.default_port
    if port is None:
        raise LookupError(f"{engine.value} has no port")
    return port
