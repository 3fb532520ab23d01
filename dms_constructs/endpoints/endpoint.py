"""What all endpoints share: a side, an engine, an ARN, and what is known of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar, Protocol

import aws_cdk as cdk
from aws_cdk import aws_dms, aws_ec2 as ec2, aws_kms as kms
from constructs import Construct, IConstruct

from dms_constructs import facts
from dms_constructs._aws_names import arn, identifier
from dms_constructs._checks import is_a, located, meant
from dms_constructs._code import SELF, as_code, call
from dms_constructs._construct import L1_ID, DmsConstruct, Imported, check_removal_policy, l1, warn
from dms_constructs._remembered import Noticing, Remembering, remember
from dms_constructs.app_wide.seen import Seen, SeenEndpoint
from dms_constructs.app_wide.watching import see
from dms_constructs.endpoint_facts import DatabaseIdentity, EndpointFacts
from dms_constructs.endpoints._attributes import check_attributes
from dms_constructs.endpoints._extra import render_extra
from dms_constructs.endpoints._keys import check_key
from dms_constructs.endpoints._settings import settings_block
from dms_constructs.endpoints.access import Access
from dms_constructs.endpoints.ssl_mode import SslMode
from dms_constructs.engines import EndpointType, EngineName, known
from dms_constructs.errors import ConfigurationError, Finding

__all__ = ["Endpoint", "IEndpoint"]


class IEndpoint(IConstruct, Protocol):
    """What others need of an endpoint, whether or not this app owns it."""

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


class _Resource(Noticing, aws_dms.CfnEndpoint, Remembering):
    pass


class Endpoint(DmsConstruct):
    """
    The base of all endpoints: where data comes from or goes to. Make one with `MySqlSource`, `S3Target` and the like.

    Creates: the endpoint and, unless given, the role by which DMS gets at what it stands for.
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
            engine_name: Its engine, so that tasks can check against it; by default the class's own where it is for one
                engine only, or else those checks are left out.

        Raises:
            ConfigurationError: `DMS-A002` for something that is not the ARN of an endpoint, `DMS-E002` for an engine
                that the class is not for, `DMS-E016` for `Endpoint` itself, which is for no side.
        """
        with located(scope, construct_id):
            arn("endpoint_arn", endpoint_arn, "endpoint")
            _check_has_side(cls, endpoint_arn, engine_name)
            cls._check_is_for(engine_name, "engine_name")
        only = cls.ENGINES[0] if len(cls.ENGINES) == 1 else None
        return _ImportedEndpoint(scope, construct_id, endpoint_arn, cls.TYPE, engine_name or only)

    @classmethod
    def from_endpoint_attributes(
        cls,
        scope: Construct,
        construct_id: str,
        *,
        endpoint_arn: str,
        endpoint_type: EndpointType,
        engine_name: EngineName,
    ) -> IEndpoint:
        """
        Refer to an endpoint of any engine that this library does not make, such as an L1 construct of the same app.

        Where the app makes it, synthesis compares what is said here with it.

        Args:
            scope: The construct it belongs to.
            construct_id: Its name there.
            endpoint_arn: Its ARN; for an L1 construct its `ref`.
            endpoint_type: Whether data is read from it or written to it.
            engine_name: Its engine, so that tasks can check against it.

        Raises:
            ConfigurationError: `DMS-A002` for something that is not the ARN of an endpoint, `DMS-E002` for something
                that is not an engine, or that the class is not for, `DMS-E016` for a side that the engine doesn't have.
        """
        with located(scope, construct_id):
            arn("endpoint_arn", endpoint_arn, "endpoint")
            _check_side(endpoint_type, getattr(cls, "TYPE", None))
            if hasattr(cls, "ENGINES"):
                cls._check_is_for(engine_name, "engine_name")
            _check_engine(engine_name, endpoint_type)
        return _ImportedEndpoint(scope, construct_id, endpoint_arn, endpoint_type, engine_name)

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        engine_name: EngineName,
        access: Access,
        settings: Mapping[str, object],
        extra_connection_attributes: Mapping[str, str | int | bool] | None,
        instead_of_attributes: Mapping[str, str],
        endpoint_identifier: str | None,
        removal_policy: cdk.RemovalPolicy | None,
        findings: Iterable[Finding] = (),
        kms_key: kms.IKey | None = None,
        uses: IConstruct | None = None,
        own_attributes: Mapping[str, str] | None = None,
        l1_id: str = L1_ID,
        **properties: Any,
    ) -> None:
        with located(scope, construct_id):
            check_removal_policy(removal_policy)
            check_key("kms_key", kms_key)
            identifier("DMS-E006", "endpoint_identifier", endpoint_identifier, facts.limit("endpoint_identifier_max"))
            own = render_extra(own_attributes)  # what the endpoint itself says by attributes
            extra = ";".join(filter(None, (own, render_extra(extra_connection_attributes)))) or None
            doubts = []
            if extra_connection_attributes:
                doubts = check_attributes(
                    extra_connection_attributes, engine_name.record, self.TYPE, instead_of_attributes
                )
        super().__init__(scope, construct_id)
        self._engine_name = engine_name
        self._settings = settings
        self._extra = extra_connection_attributes
        self._facts: EndpointFacts | None = None
        resource = l1(
            _Resource,
            aws_dms.CfnEndpointProps,
            self,
            l1_id,
            endpoint_type=self.TYPE.value,
            engine_name=engine_name.value,
            endpoint_identifier=endpoint_identifier,
            kms_key_id=kms_key.key_arn if kms_key is not None else None,
            extra_connection_attributes=extra,
            **properties,
            **settings_block(engine_name.record, {**access.bind(self, removal_policy), **settings}),
        )
        if l1_id != L1_ID:
            self.node.default_child = resource
        if removal_policy is not None:
            resource.apply_removal_policy(removal_policy)
        self._resource = resource
        self._arn: str | None = None
        remember(self, resource, "endpoint_arn", uses)

        warn(self, [*findings, *doubts])
        see(Seen(construct=self, resource=resource))

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
        if self._facts is None:
            self._facts = EndpointFacts(
                endpoint_type=self.TYPE,
                engine_name=self._engine_name,
                settings=self._settings,
                extra_connection_attributes={name: str(value) for name, value in (self._extra or {}).items()},
                database=self._identity(),
                ssl_mode=self._ssl_mode(),
                writable_tables=self._writable_tables(),
            )
        return self._facts

    def _writable_tables(self) -> Mapping[str, Sequence[str]] | None:
        """Return the tables that it may write, where it names them all, each with the attributes of its key."""
        return None

    def _ssl_mode(self) -> SslMode | None:
        """How its connection is encrypted; None where it has no such mode."""
        return None

    def _identity(self) -> DatabaseIdentity | None:
        """Which database it is, as far as that is known."""
        return None

    @property
    def peer(self) -> ec2.IConnectable | None:
        """What to open for a replication instance; None when it is reached without security groups."""
        return None

    def allow_from(self, other: ec2.IConnectable, *, scope: Construct | None = None) -> None:
        """
        Open the database's security groups, when any are known, for a replication instance.

        Args:
            other: The replication instance.
            scope: Whose stack the rules go into where two stacks would otherwise need each other; by default this
                endpoint's.

        Raises:
            ConfigurationError: `DMS-E007`, when the database was imported without its security groups.
        """

    @classmethod
    def _check_is_for(cls, engine: EngineName | None, origin: str) -> None:
        """Raise unless the class is for the engine, or for the one that a text stands for."""
        named = engine if isinstance(engine, EngineName) else meant(engine, EngineName)
        if isinstance(named, EngineName) and named not in cls.ENGINES:
            names = ", ".join(f"dms.EngineName.{one.name}" for one in cls.ENGINES)
            raise ConfigurationError(
                "DMS-E002",
                f"{cls.__name__} is for {names}, but {origin} is dms.EngineName.{named.name}{cls._instead_of(named)}",
                given=engine,
            )
        is_a("DMS-E002", origin, engine, EngineName, f"dms.EngineName.{cls.ENGINES[0].name}")

    @classmethod
    def _instead_of(cls, engine: EngineName) -> str:
        """Return what to use for an engine that the class is not for."""
        ended = facts.engine(engine.value).get("ended")
        if ended is not None:
            return f": {ended['value']}; {ended['instead']}"
        record = engine.record
        other = record.source_class if cls.TYPE is EndpointType.SOURCE else record.target_class
        if other is not None:
            return f"; use dms.{other}"
        return f"; DMS has no {cls.TYPE.value} endpoint for it"


def _check_has_side(cls: type[Endpoint], endpoint_arn: str, engine: EngineName | None) -> None:
    """Raise for the base of all endpoints, which tells neither a side nor an engine."""
    if hasattr(cls, "TYPE"):
        return
    write = call(
        "dms.Endpoint.from_endpoint_attributes",
        SELF,
        "Source",
        endpoint_arn=endpoint_arn,
        endpoint_type=EndpointType.SOURCE,
        engine_name=engine if isinstance(engine, EngineName) else EngineName.ORACLE,
    )
    raise ConfigurationError(
        "DMS-E016", f"dms.{cls.__name__} is for both sides, so it must be told which one is meant; write {write}"
    )


def _check_side(side: EndpointType, of_class: EndpointType | None) -> None:
    """Raise unless this is a side, and the class's where it has one."""
    example = as_code(of_class or EndpointType.SOURCE)
    if side is None:
        raise ConfigurationError("DMS-E016", f"endpoint_type must be given, got None; write {example}")
    is_a("DMS-E016", "endpoint_type", side, EndpointType, example)
    if of_class not in {None, side}:
        raise ConfigurationError(
            "DMS-E016", f"endpoint_type of this class is {example}, got {as_code(side)}; write {example}", given=side
        )


def _check_engine(engine: EngineName, side: EndpointType) -> None:
    """Raise unless this is an engine that DMS has on this side, as far as that is known."""
    if engine is None:
        raise ConfigurationError("DMS-E002", "engine_name must be given, got None; write dms.EngineName.ORACLE")
    is_a("DMS-E002", "engine_name", engine, EngineName, "dms.EngineName.ORACLE")
    record = engine.record
    if known(record.is_source if side is EndpointType.SOURCE else record.is_target) is False:
        (other,) = set(EndpointType) - {side}
        raise ConfigurationError(
            "DMS-E016",
            f"DMS has no {side.value} endpoint for {as_code(engine)}; write endpoint_type={as_code(other)}",
            given=side,
        )


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
        self._arn: str = arn
        self._facts = EndpointFacts(endpoint_type=endpoint_type, engine_name=engine_name)
        see(SeenEndpoint(construct=self, arn=arn, known=self._facts))

    @property
    def endpoint_arn(self) -> str:
        return self._arn

    @property
    def endpoint_type(self) -> EndpointType:
        return self._facts.endpoint_type

    @property
    def engine_name(self) -> EngineName | None:
        return self._facts.engine_name

    @property
    def endpoint_facts(self) -> EndpointFacts:
        return self._facts
