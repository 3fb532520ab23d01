"""How DMS logs in to a database server: what endpoints know of it, whichever way it is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Protocol

import aws_cdk as cdk
from aws_cdk import aws_ec2 as ec2, aws_iam as iam, aws_secretsmanager as secretsmanager
from constructs import Construct

from dms_constructs.endpoint_facts import DatabaseIdentity
from dms_constructs.endpoints.certificate import ICertificate
from dms_constructs.endpoints.ssl_mode import SslMode
from dms_constructs.engines import EngineName
from dms_constructs.errors import Finding

if TYPE_CHECKING:
    from aws_cdk import aws_rds as rds

__all__ = ["ILogin", "ILoginAccess", "ILogsIn"]


class ILogin(Protocol):
    """How DMS gets in, once that is known."""

    @property
    def secret(self) -> secretsmanager.ISecret | None:
        """What holds host, port, user name and password; None where DMS has no password."""

    @property
    def host(self) -> str | None:
        """Where the server is, where that is known before deployment."""

    @property
    def port(self) -> int | None:
        """The TCP port; by default the engine's."""

    @property
    def peer(self) -> ec2.IConnectable | None:
        """What to open for the replication instance."""

    @property
    def database(self) -> rds.IDatabaseCluster | rds.IDatabaseInstance | None:
        """The cluster or instance that it was made from."""

    @property
    def is_behind_proxy(self) -> bool:
        """Whether it surely leads to RDS Proxy."""

    @property
    def user_name(self) -> str | None:
        """The user; None where that is not known before deployment."""

    @property
    def identity(self) -> DatabaseIdentity:
        """Which server it leads to, as far as that is known."""


class ILoginAccess(Protocol):
    """How an endpoint gets at a database server."""

    @property
    def connection(self) -> ILogin:
        """How DMS gets in; there once it is bound."""

    @property
    def l1_id(self) -> str:
        """The id of the endpoint's L1 construct: another one makes another endpoint."""

    @property
    def properties(self) -> Mapping[str, Any]:
        """What the endpoint itself says of the server, as its L1 construct spells it."""

    @property
    def says(self) -> Mapping[str, object]:
        """What it says by settings that CloudFormation doesn't have, by AWS's names."""

    def bind(self, scope: Construct, removal_policy: cdk.RemovalPolicy | None) -> Mapping[str, str]:
        """Make what is missing inside the endpoint, and return the members of its settings by AWS's names."""

    def complete(self, endpoint: Construct, endpoint_arn: Callable[[], str]) -> None:
        """Make what needs the endpoint; its ARN is asked for where it is needed."""


class ILogsIn(Protocol):
    """What an endpoint connects by, if that is not a secret: `IamAuthentication`."""

    @property
    def engine_name(self) -> EngineName | None:
        """The engine, where that is known."""

    @property
    def certificate(self) -> ICertificate | None:
        """The authority that signed the server's certificate."""

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What deploys but may surprise."""

    def access(
        self, scope: Construct, engine: EngineName, mode: SslMode, secret_access_role: iam.IRole | None
    ) -> ILoginAccess:
        """Return how an endpoint gets at the database; raise where it can't be so."""
