"""Where a database is and how DMS gets in: one object, made from what the user has."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, cast

from aws_cdk import aws_ec2 as ec2, aws_secretsmanager as secretsmanager
from constructs import Construct

from dms_constructs._checks import flag, in_range, is_a, is_l1, is_object_with, not_blank, provides, taken_as_is
from dms_constructs._code import Variable, call
from dms_constructs.endpoint_facts import DatabaseIdentity
from dms_constructs.endpoints._database import KnownDatabase
from dms_constructs.endpoints._proxies import PROXY_FINDING, proxy_findings
from dms_constructs.endpoints._secret import KnownSecret
from dms_constructs.endpoints._secret_checks import check_is_secret, check_secret, host_trouble
from dms_constructs.endpoints._secret_text import SecretText
from dms_constructs.endpoints.certificate import ICertificate, check_certificate
from dms_constructs.endpoints.warehouse import RedshiftCluster, RedshiftWorkgroup, read_warehouse, to_warehouse
from dms_constructs.engines import EngineName
from dms_constructs.errors import ConfigurationError, Finding, shown

if TYPE_CHECKING:
    from aws_cdk import aws_docdb as docdb, aws_rds as rds

__all__ = ["Connection", "check_database", "check_host", "connection_to", "engine_of"]

# What aws_rds calls an engine, and what DMS calls it.
_ENGINES = {
    "aurora": EngineName.AURORA_MYSQL,
    "aurora-mysql": EngineName.AURORA_MYSQL,
    "aurora-postgresql": EngineName.AURORA_POSTGRESQL,
    "db2-ae": EngineName.DB2,
    "db2-se": EngineName.DB2,
    "mariadb": EngineName.MARIADB,
    "mysql": EngineName.MYSQL,
    "oracle-ee": EngineName.ORACLE,
    "oracle-ee-cdb": EngineName.ORACLE,
    "oracle-se2": EngineName.ORACLE,
    "oracle-se2-cdb": EngineName.ORACLE,
    "postgres": EngineName.POSTGRESQL,
    **dict.fromkeys(("sqlserver-ee", "sqlserver-ex", "sqlserver-se", "sqlserver-web"), EngineName.SQL_SERVER),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Connection:
    """
    Where a database is, the secret that opens it, and what to open in security groups.

    Made by `from_secret`, `to_cluster`, `to_instance` or `to_redshift`. DMS takes host, port, user name and password
    from the secret, so the secret must hold all four: `{"host": ..., "port": ..., "username": ..., "password": ...}`.

    Source: the DMS User Guide, page security_iam_secretsmanager.

    Raises:
        ConfigurationError: `DMS-N001` for something that is not a secret, `DMS-N002` for a secret that RDS manages,
            `DMS-N003` for one without host, port, user name or password, `DMS-N004` for an impossible port, `DMS-N007`
            for a secret whose name is an ARN or can't be one, `DMS-N011` for one that holds what
            can't work or something else than `host` and `port` say, `DMS-A001` for anything
            else of another kind.
    """

    secret: secretsmanager.ISecret
    """Holds host, port, user name and password."""
    engine_name: EngineName | None = None
    """The engine, when what the connection was made from tells it."""
    host: str | None = None
    """The host in the secret, where it is known before deployment; for a database of the app, its endpoint tells."""
    port: int | None = None
    """The TCP port to open in `peer`'s security groups; by default the engine's."""
    certificate: ICertificate | None = None
    """The authority that signed the server's certificate; endpoints verify the server with it."""
    peer: ec2.IConnectable | None = None
    """What to open for the replication instance; None when it is reached without security groups."""
    database: rds.IDatabaseCluster | rds.IDatabaseInstance | None = None
    """The cluster or instance that the connection was made from."""
    complete_later: bool = False
    """Whether the secret's value is written after deployment, so what it holds now says nothing; by default no."""
    findings: tuple[Finding, ...] = field(init=False, default=())
    """What deploys but may surprise; endpoints turn it into warnings."""

    def __post_init__(self) -> None:
        check_is_secret(self.secret)
        is_a("DMS-A001", "engine_name", self.engine_name, EngineName, "dms.EngineName.POSTGRESQL")
        if self.host is not None:
            check_host(self.host)
        in_range("DMS-N004", "port", self.port, 1, 65535, secret=True)
        check_certificate(self.certificate)
        provides(
            "peer",
            self.peer,
            "connections",
            "a security group",
            "ec2.SecurityGroup.from_security_group_id(self, 'Group', 'sg-...')",
            secret=True,
        )
        provides(
            "database",
            self.database,
            "connections",
            "an RDS cluster or instance",
            "dms.Connection.to_cluster(...)",
            secret=True,
        )
        flag("complete_later", self.complete_later)
        findings = check_secret(self.secret, complete_later=self.complete_later is True, host=self.host, port=self.port)
        object.__setattr__(self, "findings", (*findings, *proxy_findings(self)))

    def bind(self, endpoint: Construct) -> Connection:  # noqa: ARG002  # it needs nothing of an endpoint
        """Return itself: there is nothing to make."""
        return self

    @property
    def is_behind_proxy(self) -> bool:
        """Whether it surely leads to RDS Proxy instead of the database itself."""
        return any(each.id == PROXY_FINDING for each in self.findings)

    @property
    def identity(self) -> DatabaseIdentity:
        """Which server it leads to, as far as that is known."""
        known = KnownDatabase.of(self.database) if self.database is not None else None
        return DatabaseIdentity(
            secret=KnownSecret.of(self.secret).identity,
            host=self.host if known is None else known.host,
            port=self.port if known is None else known.port,
            construct_path=known.path if known is not None else None,
            rds_identifier=known.rds_identifier if known is not None else None,
        )

    @property
    def user_name(self) -> str | None:
        """The user in the secret; None where that is not known before deployment."""
        written = SecretText.of(self.secret)
        return written.user_name if written is not None else None

    @classmethod
    def from_secret(
        cls,
        secret: secretsmanager.ISecret,
        *,
        host: str | None = None,
        port: int | None = None,
        certificate: ICertificate | None = None,
        peer: ec2.IConnectable | None = None,
        complete_later: bool = False,
    ) -> Connection:
        """
        Connect with a secret that has host, port, user name and password.

        Args:
            secret: The secret, in the endpoint's region.
            host: The host in the secret, so that checks can tell databases apart; DMS takes it from the secret.
            port: The port in the secret, for security group rules; by default the engine's own.
            certificate: The authority that signed the server's certificate; by default the endpoint's own argument.
            peer: The security group (or anything with `connections`) in front of the database, when it has one.
            complete_later: Whether somebody writes the secret's value after deployment, before connections are tested:
                then a secret of this app needs neither host and port nor user name and password yet; by default no.

        Raises:
            ConfigurationError: as `Connection`.
        """
        return cls(
            secret=secret, host=host, port=port, certificate=certificate, peer=peer, complete_later=complete_later
        )

    @classmethod
    def to_cluster(
        cls,
        cluster: rds.IDatabaseCluster | docdb.IDatabaseCluster,
        *,
        secret: secretsmanager.ISecret | None = None,
        certificate: ICertificate | None = None,
    ) -> Connection:
        """
        Connect to the writer of an Aurora or Multi-AZ cluster, or of a DocumentDB cluster.

        Args:
            cluster: The cluster.
            secret: A secret with host, port, user name and password; by default the cluster's own, which
                `rds.Credentials.from_generated_secret` makes, or DocumentDB's `docdb.Login`.
            certificate: The authority that signed the server's certificate; by default the endpoint's own argument.

        Raises:
            ConfigurationError: as `Connection`, `DMS-N005` when the cluster has no secret, and `DMS-N006` when its
                engine has no endpoints here.
        """
        return cls._to(cast("rds.IDatabaseCluster", cluster), secret, certificate, "cluster")

    @classmethod
    def to_instance(
        cls,
        instance: rds.IDatabaseInstance,
        *,
        secret: secretsmanager.ISecret | None = None,
        certificate: ICertificate | None = None,
    ) -> Connection:
        """
        Connect to an RDS database instance.

        Args:
            instance: The instance.
            secret: A secret with host, port, user name and password; by default the instance's own, which
                `rds.Credentials.from_generated_secret` makes.
            certificate: The authority that signed the server's certificate; by default the endpoint's own argument.

        Raises:
            ConfigurationError: as `Connection`, `DMS-N005` when the instance has no secret, and `DMS-N006` when its
                engine has no endpoints here.
        """
        return cls._to(instance, secret, certificate, "instance")

    @classmethod
    def to_redshift(
        cls,
        warehouse: RedshiftCluster | RedshiftWorkgroup,
        *,
        secret: secretsmanager.ISecret,
        peer: ec2.IConnectable | None = None,
    ) -> Connection:
        """
        Connect to a cluster of Redshift, or to a workgroup of Redshift Serverless.

        Args:
            warehouse: `aws_redshift.CfnCluster` or `aws_redshiftserverless.CfnWorkgroup`, or anything with their
                attributes.
            secret: A secret with host, port, user name and password; one that Redshift manages has no host.
            peer: What to open for the replication instance; by default the warehouse's own security groups, where
                they are known.

        Raises:
            ConfigurationError: as `Connection`, and `DMS-Y002` for something else than a warehouse.
        """
        known = read_warehouse(warehouse)
        return cls(
            secret=secret,
            engine_name=known.engine_name,
            host=known.host,
            port=known.port,
            peer=peer if peer is not None else known.peer,
        )

    @classmethod
    def _to(
        cls,
        database: rds.IDatabaseCluster | rds.IDatabaseInstance,
        secret: secretsmanager.ISecret | None,
        certificate: ICertificate | None,
        kind: str,
    ) -> Connection:
        check_database(kind, database, secret, certificate)
        secret = secret if secret is not None else getattr(database, "secret", None)
        if secret is None:
            makes = (
                "master_user=docdb.Login(username='dms_admin', exclude_characters=dms.PASSWORD_EXCLUDE_CHARACTERS)"
                if _is_of_documentdb(database)
                else "credentials=rds.Credentials.from_generated_secret('dms_admin', "
                "exclude_characters=dms.PASSWORD_EXCLUDE_CHARACTERS)"
            )
            raise ConfigurationError(
                "DMS-N005",
                f"this {kind} has no secret for DMS to read; give the {kind} {makes}, or write "
                f"{connection_to(kind, database, certificate=certificate)}",
                path=database.node.path,
            )
        engine_name = engine_of(database)
        try:
            return cls(
                secret=secret, engine_name=engine_name, certificate=certificate, peer=database, database=database
            )
        except ConfigurationError as error:
            if error.path is not None:
                raise
            raise error.at(database.node.path) from None


def connection_to(kind: str, database: Any, secret: object = None, certificate: object = None) -> str:
    """Return the code that connects to a cluster or an instance; with a secret where one is given, or needed."""
    needs_secret = secret is not None or getattr(database, "secret", None) is None
    return call(
        f"dms.Connection.to_{kind}",
        Variable(kind),
        secret=Variable("secret") if needs_secret else None,
        certificate=Variable("certificate") if certificate is not None else None,
    )


def check_database(kind: str, database: Any, secret: object = None, certificate: object = None) -> None:
    """Raise unless this is a `cluster` or an `instance` of RDS; what was given with it is for the code to write."""
    maker = f"rds.Database{kind.capitalize()}"
    example = (
        f"{maker}.from_database_{kind}_attributes(self, 'Database', {kind}_identifier={kind}.ref)"
        if is_l1(database)
        else f"{maker}(...) or {maker}.from_database_{kind}_attributes(...)"
    )
    if is_l1(database):
        if type(database).CFN_RESOURCE_TYPE_NAME == "AWS::DocDB::DBCluster":
            example = example.replace("rds.", "docdb.", 1)
        # Its attributes alone don't tell: a cluster of Redshift has a cluster_identifier, too.
        raise ConfigurationError(
            "DMS-A001",
            f"{kind} must be an RDS {kind}, got {shown(database)}; write {to_warehouse(database) or example}",
        )
    inner = getattr(type(database), kind, None)
    if isinstance(inner, property):  # a target, or another construct that has one
        example = f"{kind}=target.{kind}"
    if _is_of_documentdb(database) and not is_object_with(database, "cluster_identifier"):
        what = "an L1 construct" if is_l1(database) else "an instance of DocumentDB, and DMS connects to its cluster"
        cluster = (
            "docdb.DatabaseCluster.from_database_cluster_attributes(self, 'Database', "
            f"cluster_identifier={kind}.ref, cluster_endpoint_address={kind}.attr_endpoint, port=27017)"
            if is_l1(database)
            else "cluster"
        )
        raise ConfigurationError(
            "DMS-A001",
            f"{kind} must be a cluster of DocumentDB, got {shown(database)}, which is {what}; write "
            f"dms.Connection.to_cluster({cluster}, secret=secret)",
            given=database,
        )
    other = "instance" if kind == "cluster" else "cluster"
    if is_object_with(database, f"{other}_identifier"):
        raise ConfigurationError(
            "DMS-A001",
            f"{kind} must be an RDS {kind}, got {shown(database)}, which is an RDS {other}; "
            f"write {connection_to(other, database, secret, certificate)}",
            given=database,
        )
    provides(kind, database, f"{kind}_identifier", f"an RDS {kind}", example, required=True, secret=True)


def check_host(host: str) -> None:
    """Raise unless this may be a host: an address with a password in it would stay readable."""
    not_blank("DMS-A001", "host", host)
    trouble = host_trouble(host) if not taken_as_is(host) else None
    if trouble is not None:
        raise ConfigurationError(
            "DMS-A001", f"host {trouble}, got {shown(host, secret=True)}; write host='db.example.com'"
        )


def _is_of_documentdb(database: object) -> bool:
    """Whether it is a cluster of DocumentDB, told by its class: loading the CDK's module of it takes long."""
    classes = [type(database), *map(type, getattr(database, "_delegates", ()))]  # what is imported has interfaces only
    return any(each.__module__ == "aws_cdk.aws_docdb" for cls in classes for each in cls.__mro__)


def engine_of(database: rds.IDatabaseCluster | rds.IDatabaseInstance) -> EngineName | None:
    """Return the database's engine, or None when it was imported without; refuse one that has no endpoints here."""
    if _is_of_documentdb(database):
        return EngineName.DOCUMENTDB
    engine = getattr(database, "engine", None)
    if engine is None:
        return None
    known = _ENGINES.get(engine.engine_type)
    if known is None:
        raise ConfigurationError(
            "DMS-N006",
            f"there are endpoints for {', '.join(_ENGINES)} here, and this database's engine is {engine.engine_type}; "
            "connect to a database of one of these",
            path=database.node.path,
            given=engine.engine_type,
        )
    return known
