"""Where a database is and how DMS gets in: one object, made from what the user has."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, cast

from aws_cdk import aws_ec2 as ec2, aws_secretsmanager as secretsmanager
from constructs import Construct

from dms_constructs._checks import flag, in_range, is_a, provides
from dms_constructs.app_wide.owned_secrets import secret_of
from dms_constructs.endpoint_facts import DatabaseIdentity
from dms_constructs.endpoints._database import KnownDatabase
from dms_constructs.endpoints._database_checks import (
    check_database,
    check_host,
    connection_to,
    engine_of,
    is_of_documentdb,
)
from dms_constructs.endpoints._proxies import PROXY_FINDING, proxy_findings
from dms_constructs.endpoints._secret import KnownSecret
from dms_constructs.endpoints._secret_checks import check_is_secret, check_secret
from dms_constructs.endpoints._secret_text import SecretText
from dms_constructs.endpoints.certificate import ICertificate, check_certificate
from dms_constructs.endpoints.warehouse import RedshiftCluster, RedshiftWorkgroup, read_warehouse
from dms_constructs.engines import EngineName
from dms_constructs.errors import ConfigurationError, Finding

if TYPE_CHECKING:
    from aws_cdk import aws_docdb as docdb, aws_rds as rds

__all__ = ["Connection"]


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
        secret: secretsmanager.ISecret | secretsmanager.CfnSecretTargetAttachment,
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
            secret: The secret, in the endpoint's region; or the L1 construct that attaches it to its database.
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
            secret=secret_of(secret),
            host=host,
            port=port,
            certificate=certificate,
            peer=peer,
            complete_later=complete_later,
        )

    @classmethod
    def to_cluster(
        cls,
        cluster: rds.IDatabaseCluster | docdb.IDatabaseCluster,
        *,
        secret: secretsmanager.ISecret | secretsmanager.CfnSecretTargetAttachment | None = None,
        certificate: ICertificate | None = None,
    ) -> Connection:
        """
        Connect to the writer of an Aurora or Multi-AZ cluster, or of a DocumentDB cluster.

        Args:
            cluster: The cluster.
            secret: A secret with host, port, user name and password, or the L1 construct that attaches one to the
                cluster; by default the cluster's own, which
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
        secret: secretsmanager.ISecret | secretsmanager.CfnSecretTargetAttachment | None = None,
        certificate: ICertificate | None = None,
    ) -> Connection:
        """
        Connect to an RDS database instance.

        Args:
            instance: The instance.
            secret: A secret with host, port, user name and password, or the L1 construct that attaches one to the
                instance; by default the instance's own, which
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
        secret: secretsmanager.ISecret | secretsmanager.CfnSecretTargetAttachment,
        peer: ec2.IConnectable | None = None,
    ) -> Connection:
        """
        Connect to a cluster of Redshift, or to a workgroup of Redshift Serverless.

        Args:
            warehouse: `aws_redshift.CfnCluster` or `aws_redshiftserverless.CfnWorkgroup`, or anything with their
                attributes.
            secret: A secret with host, port, user name and password, or the L1 construct that attaches one to its
                warehouse and so adds host and port; one that Redshift manages has no host.
            peer: What to open for the replication instance; by default the warehouse's own security groups, where
                they are known.

        Raises:
            ConfigurationError: as `Connection`, and `DMS-Y002` for something else than a warehouse.
        """
        known = read_warehouse(warehouse)
        return cls(
            secret=secret_of(secret),
            engine_name=known.engine_name,
            host=known.host,
            port=known.port,
            peer=peer if peer is not None else known.peer,
        )

    @classmethod
    def _to(
        cls,
        database: rds.IDatabaseCluster | rds.IDatabaseInstance,
        secret: secretsmanager.ISecret | secretsmanager.CfnSecretTargetAttachment | None,
        certificate: ICertificate | None,
        kind: str,
    ) -> Connection:
        check_database(kind, database, secret, certificate)
        secret = secret if secret is not None else getattr(database, "secret", None)
        if secret is None:
            makes = (
                "master_user=docdb.Login(username='dms_admin', exclude_characters=dms.PASSWORD_EXCLUDE_CHARACTERS)"
                if is_of_documentdb(database)
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
                secret=secret_of(secret),
                engine_name=engine_name,
                certificate=certificate,
                peer=database,
                database=database,
            )
        except ConfigurationError as error:
            if error.path is not None:
                raise
            raise error.at(database.node.path) from None
