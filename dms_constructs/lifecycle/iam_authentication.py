"""IAM database authentication: DMS logs in with a token of a role instead of a password."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import aws_cdk as cdk
from aws_cdk import aws_ec2 as ec2, aws_iam as iam
from constructs import Construct

from dms_constructs._checks import in_range, is_a, not_blank, provides, taken_as_is
from dms_constructs._code import as_code
from dms_constructs._construct import stack_of
from dms_constructs.account.lambda_backed import can_be_lambda_backed
from dms_constructs.endpoint_facts import DatabaseIdentity
from dms_constructs.endpoints._database import KnownDatabase
from dms_constructs.endpoints._database_checks import check_database, check_host, engine_of
from dms_constructs.endpoints.access import check_role
from dms_constructs.endpoints.certificate import ICertificate, check_certificate
from dms_constructs.endpoints.login import ILogin, ILoginAccess
from dms_constructs.endpoints.service_role import Grant, ServiceRoleAccess, name_in_account
from dms_constructs.endpoints.ssl_mode import SslMode
from dms_constructs.engines import EngineName, known
from dms_constructs.errors import ConfigurationError, Finding, shown
from dms_constructs.lifecycle.life_cycle import LifeCycle

if TYPE_CHECKING:
    from aws_cdk import aws_rds as rds

__all__ = ["IamAuthentication"]


@dataclass(frozen=True, slots=True, kw_only=True)
class IamAuthentication:
    """
    How DMS logs in to a database in RDS or Aurora with IAM instead of a password: the `connection` of an endpoint.

    Made by `to_cluster` or `to_instance`. It needs DMS 3.6.1 or later, TLS, IAM authentication switched on at the
    database (`iam_authentication=True`), and a database user that may log in with it: `grant rds_iam to dms` in
    PostgreSQL, `create user 'dms'@'%' identified with AWSAuthenticationPlugin as 'RDS'` in MySQL and MariaDB. A source
    of changes in PostgreSQL also needs the parameter `rds.iam_auth_for_replication=1`.

    CloudFormation has no property for it, so the function of the stack's life cycle switches it on, with one call for
    the endpoint, before tasks start. An endpoint that changes between a password and IAM becomes another one.

    Source: the DMS User Guide, page CHAP_Endpoints.Creating.IAMRDS.

    Args:
        user_name: The database user.
        host: Where the server is.
        port: Its TCP port; by default the engine's.
        database_resource_id: What RDS calls it for good: `db-ABC...` of an instance, `cluster-ABC...` of a cluster.
        engine_name: The engine, where the endpoint's class doesn't tell it.
        certificate: The authority that signed the server's certificate; by default the endpoint's own argument.
        peer: What to open for the replication instance; None when it is reached without security groups.
        service_access_role: A role of yours that may log in; by default one is made for this user of this database.

    Raises:
        ConfigurationError: `DMS-E017` for a user, a host or a resource id that isn't one, `DMS-N004` for an impossible
            port, `DMS-A001` for anything else of another kind.
    """

    user_name: str
    host: str
    port: int | None = None
    database_resource_id: str
    engine_name: EngineName | None = None
    certificate: ICertificate | None = None
    peer: ec2.IConnectable | None = None
    service_access_role: iam.IRole | None = None
    database: rds.IDatabaseCluster | rds.IDatabaseInstance | None = field(default=None, init=False)
    """The cluster or instance that it was made from."""
    findings: tuple[Finding, ...] = field(default=(), init=False)
    """What deploys but may surprise; endpoints turn it into warnings."""

    secret = None
    """There is none."""
    is_behind_proxy = False
    """Whether it surely leads to RDS Proxy instead of the database itself."""

    def __post_init__(self) -> None:
        not_blank("DMS-E017", "user_name", self.user_name, "the database user, such as user_name='dms'")
        not_blank("DMS-E017", "host", self.host, "host='db.example.com'")
        check_host(self.host)
        in_range("DMS-N004", "port", self.port, 1, 65535, secret=True)
        not_blank(
            "DMS-E017",
            "database_resource_id",
            self.database_resource_id,
            "what `aws rds describe-db-instances` prints as DbiResourceId, or of a cluster as DbClusterResourceId",
        )
        _check_is_one("user_name", self.user_name, _USER, "'dms'")
        _check_is_one("database_resource_id", self.database_resource_id, _RESOURCE_ID, "'cluster-ABC...'")
        is_a("DMS-A001", "engine_name", self.engine_name, EngineName, "dms.EngineName.POSTGRESQL")
        check_certificate(self.certificate)
        provides(
            "peer",
            self.peer,
            "connections",
            "a security group",
            "ec2.SecurityGroup.from_security_group_id(self, 'Group', 'sg-...')",
            secret=True,
        )
        check_role("service_access_role", self.service_access_role)

    @classmethod
    def to_cluster(
        cls,
        cluster: rds.IDatabaseCluster,
        *,
        user_name: str,
        certificate: ICertificate | None = None,
        service_access_role: iam.IRole | None = None,
    ) -> IamAuthentication:
        """
        Connect to the writer of an Aurora cluster.

        Args:
            cluster: The cluster, with `iam_authentication=True`.
            user_name: The database user.
            certificate: The authority that signed the server's certificate; by default the endpoint's own argument.
            service_access_role: A role of yours that may log in; by default one is made.

        Raises:
            ConfigurationError: as `IamAuthentication`, `DMS-E017` when the cluster was imported without its endpoint or
                its resource id, and `DMS-N006` when its engine has no endpoints here.
        """
        return cls._to(cluster, "cluster", user_name, certificate, service_access_role)

    @classmethod
    def to_instance(
        cls,
        instance: rds.IDatabaseInstance,
        *,
        user_name: str,
        certificate: ICertificate | None = None,
        service_access_role: iam.IRole | None = None,
    ) -> IamAuthentication:
        """
        Connect to an RDS database instance.

        Args:
            instance: The instance, with `iam_authentication=True`.
            user_name: The database user.
            certificate: The authority that signed the server's certificate; by default the endpoint's own argument.
            service_access_role: A role of yours that may log in; by default one is made.

        Raises:
            ConfigurationError: as `IamAuthentication`, `DMS-E017` when the instance was imported without its resource
                id, and `DMS-N006` when its engine has no endpoints here.
        """
        return cls._to(instance, "instance", user_name, certificate, service_access_role)

    @classmethod
    def _to(
        cls, database: Any, kind: str, user_name: str, certificate: ICertificate | None, role: iam.IRole | None
    ) -> IamAuthentication:
        check_database(kind, database)
        made = cls(
            user_name=user_name,
            host=_known(database, kind, f"{kind}_endpoint").hostname,
            port=_known(database, kind, f"{kind}_endpoint").port,
            database_resource_id=_known(database, kind, _RESOURCE_IDS[kind]),
            engine_name=engine_of(database),
            certificate=certificate,
            peer=database,
            service_access_role=role,
        )
        object.__setattr__(made, "database", database)
        object.__setattr__(made, "findings", tuple(_findings(database)))
        return made

    def bind(self, endpoint: Construct) -> IamAuthentication:  # noqa: ARG002  # it needs nothing of an endpoint
        """Return itself: there is nothing to make."""
        return self

    @property
    def identity(self) -> DatabaseIdentity:
        """Which server it leads to, as far as that is known."""
        known = KnownDatabase.of(self.database) if self.database is not None else None
        return DatabaseIdentity(
            host=self.host,
            port=known.port if known is not None else self.port,
            construct_path=known.path if known is not None else None,
            rds_identifier=known.rds_identifier if known is not None else None,
        )

    def access(
        self, scope: Construct, engine: EngineName, mode: SslMode, secret_access_role: iam.IRole | None
    ) -> ILoginAccess:
        """
        Return how an endpoint gets at the database.

        Raises:
            ConfigurationError: `DMS-E017` where it can't be so.
        """
        if secret_access_role is not None:
            raise ConfigurationError(
                "DMS-E017",
                "secret_access_role is for a secret, and dms.IamAuthentication has none; remove it, or give the role "
                "that may log in as service_access_role of dms.IamAuthentication",
            )
        if known(engine.record.iam_database_auth) is False:
            engines = [as_code(each) for each in EngineName if known(each.record.iam_database_auth)]
            raise ConfigurationError(
                "DMS-E017",
                f"DMS has IAM authentication for {', '.join(engines)}, and this endpoint is of "
                f"{as_code(engine)}; write connection=dms.Connection.from_secret(secret)",
            )
        if mode is SslMode.NONE:
            tls = "certificate=dms.Certificate(self, 'Ca', certificate_pem=open('bundle.pem').read())"
            raise ConfigurationError(
                "DMS-E017",
                "IAM authentication needs TLS: the server takes no token without it; give the bundle of the region, "
                f"{tls}, and leave ssl_mode out",
            )
        if not can_be_lambda_backed(stack_of(scope)):
            raise ConfigurationError(
                "DMS-E017",
                "an endpoint in a stack with a BootstraplessSynthesizer can't have IAM authentication: a Lambda "
                "function switches it on, and such a stack can't deploy its code; write "
                "synthesizer=cdk.DefaultStackSynthesizer(), or connection=dms.Connection.from_secret(secret)",
            )
        return _IamAccess(self, engine)


# A wildcard or a variable in the ARN of the user would open more than this user of this database.
_USER = re.compile(r"[^*?$/\s]+")
_RESOURCE_ID = re.compile(r"(?:db|cluster|prx)-[A-Za-z0-9]+")


def _check_is_one(name: str, value: str, form: re.Pattern[str], example: str) -> None:
    """Raise for what names no single user or database in the policy of the role."""
    if taken_as_is(value) or form.fullmatch(value):
        return
    what = "the name of one database user, without *, ?, $, / and spaces"
    if form is _RESOURCE_ID:
        what = "what RDS calls the database for good, db-, cluster- or prx- and letters and digits"
    raise ConfigurationError(
        "DMS-E017", f"{name} must be {what}, got {shown(value)}; write {name}={example}", given=value
    )


_RESOURCE_IDS = {"cluster": "cluster_resource_identifier", "instance": "instance_resource_id"}


def _known(database: Any, kind: str, attribute: str) -> Any:
    """Return an attribute that an import may lack."""
    try:
        found = getattr(database, attribute, None)
    except RuntimeError:  # what Node raises then
        found = None
    if found is None:
        raise ConfigurationError(
            "DMS-E017",
            f"{kind} was imported without its {attribute}, and IAM allows to log in by it; import it with "
            f"{attribute}=..., or write dms.IamAuthentication(user_name='...', host='...', database_resource_id='...')",
            path=database.node.path,
        )
    return found


def _findings(database: Any) -> list[Finding]:
    """Return what is not switched on at a database of the app."""
    made = database.node.default_child
    if made is None or not hasattr(type(made), "enable_iam_database_authentication"):
        return []
    if stack_of(database).resolve(made.enable_iam_database_authentication) not in {None, False}:
        return []
    return [
        Finding(
            "connection.iamSwitchedOff",
            f"IAM authentication is not switched on at {database.node.path}, so DMS can't log in with it",
            "Amazon RDS User Guide, page UsingWithRDS.IAMDBAuth.Enabling",
            fix="write iam_authentication=True there",
        )
    ]


class _IamAccess:
    """DMS assumes a role that may log in as one user of one database."""

    # Another id than that of an endpoint with a secret, so one that changes becomes another endpoint: DMS keeps the
    # method of an endpoint when CloudFormation changes something else of it.
    l1_id = "Iam"

    def __init__(self, connection: IamAuthentication, engine: EngineName) -> None:
        self._connection = connection
        self._engine = engine
        self._role_arn = ""

    @property
    def connection(self) -> ILogin:
        """How DMS gets in."""
        return self._connection

    @property
    def properties(self) -> Mapping[str, Any]:
        """What the endpoint itself says of the server."""
        port = self._connection.port
        return {
            "server_name": self._connection.host,
            "port": port if port is not None else self._engine.record.default_port,
            "username": self._connection.user_name,
        }

    @property
    def says(self) -> Mapping[str, object]:
        """What the settings say of it, by AWS's names, that the template can't."""
        return {"AuthenticationMethod": "iam"}

    def bind(self, scope: Construct, removal_policy: cdk.RemovalPolicy | None) -> Mapping[str, str]:
        """Make the role, unless it is given; the template has no member for it."""
        login = self._connection
        user = f"dbuser:{login.database_resource_id}/{login.user_name}"
        access = ServiceRoleAccess(
            kind="iam_database",
            description="Lets AWS DMS log in as one user of one database",
            policy_name="LogIn",
            grants=[Grant(("login_actions",), name_in_account(scope, "rds-db", user))],
            role=login.service_access_role,
        )
        self._role_arn = access.bind(scope, removal_policy)["ServiceAccessRoleArn"]
        return {}

    def complete(self, endpoint: Construct, endpoint_arn: Callable[[], str]) -> None:
        """Let the life cycle's function switch it on."""
        LifeCycle.of(endpoint).authenticate(
            endpoint,
            endpoint_arn=endpoint_arn(),
            block=self._engine.record.api_settings_block,
            role_arn=self._role_arn,
        )
