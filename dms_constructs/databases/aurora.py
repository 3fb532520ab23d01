"""What both Aurora targets share: a cluster, of their own or given, behind the endpoint that DMS writes to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, cast

import aws_cdk as cdk
from aws_cdk import aws_ec2 as ec2, aws_iam as iam, aws_kms as kms, aws_rds as rds, aws_secretsmanager as secretsmanager
from constructs import Construct

from dms_constructs._checks import located
from dms_constructs._construct import warn
from dms_constructs.app_wide.one_region import check_groups_are_of, check_key_is_here, check_network_is_here
from dms_constructs.app_wide.seen import SeenLoading
from dms_constructs.app_wide.watching import see
from dms_constructs.databases.aurora_engine import AuroraEngine
from dms_constructs.databases.capacity import Capacity
from dms_constructs.databases.cluster_checks import check_rotation, check_user
from dms_constructs.databases.global_checks import floor_findings, primary_findings
from dms_constructs.databases.global_database import GlobalDatabase
from dms_constructs.databases.making import make_rotations
from dms_constructs.databases.new_cluster import NewCluster
from dms_constructs.databases.phase import TargetPhase
from dms_constructs.databases.proxy import ProxyAuthentication, make_proxy
from dms_constructs.databases.surroundings import around
from dms_constructs.databases.writer import (
    Writer,
    check_can_make,
    check_gets_a_user,
    check_is_cluster_of,
    check_makes_nothing,
)
from dms_constructs.endpoints._database_checks import engine_of
from dms_constructs.endpoints._settings import EndpointSettings
from dms_constructs.endpoints._tls import choose_tls
from dms_constructs.endpoints.access import Connects
from dms_constructs.endpoints.certificate import ICertificate
from dms_constructs.endpoints.connection import Connection
from dms_constructs.endpoints.server import ServerEndpoint
from dms_constructs.endpoints.ssl_mode import SslMode
from dms_constructs.engines import EndpointType
from dms_constructs.errors import ConfigurationError
from dms_constructs.monitoring.database_reading import size_of
from dms_constructs.monitoring.database_size import DatabaseSize
from dms_constructs.monitoring.with_alarms import Alarmed, WithAlarms

__all__ = ["AuroraTarget"]


class AuroraTarget(ServerEndpoint, WithAlarms):
    """The base of Aurora targets. Use `AuroraPostgreSqlTarget` or `AuroraMySqlTarget`."""

    TYPE = EndpointType.TARGET

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        making: Mapping[str, object],
        made_database: str | None,
        engine_version: Any,
        cluster: rds.IDatabaseCluster | None,
        secret: secretsmanager.ISecret | None,
        dms_user: str | None,
        ssl_mode: SslMode | None,
        certificate: ICertificate | None,
        kms_key: kms.IKey | None,
        secret_access_role: iam.IRole | None,
        extra_connection_attributes: Mapping[str, str | int | bool] | None,
        endpoint_identifier: str | None,
        database: str | None,
        settings: EndpointSettings,
    ) -> None:
        (engine,) = self.ENGINES
        given: dict[str, Any] = {name: value for name, value in making.items() if value is not None}
        new: NewCluster | None = None
        connects: Connects
        with located(scope, construct_id):
            mode, _ = choose_tls(engine, ssl_mode, certificate, None)
            check_user("dms_user", dms_user, engine)
            if cluster is None:
                check_can_make(given, secret)
                new = NewCluster(
                    engine=AuroraEngine.of(engine, engine_version),
                    database=made_database,
                    comes_with_tls=mode is not SslMode.NONE,
                    **given,
                )
                check_network_is_here(scope, new.vpc, new.subnets)
                check_groups_are_of(new.vpc, new.security_groups)
                check_key_is_here(scope, "encryption_key", new.encryption_key)
                if dms_user is not None and dms_user == new.admin_user:
                    raise ConfigurationError(
                        "DMS-B011",
                        f"dms_user is the administrator, {dms_user!r}; leave dms_user out, or write another name",
                        given=dms_user,
                    )
                connects = Writer(engine, new, None, dms_user)
            else:
                check_is_cluster_of(engine, cluster)
                check_makes_nothing({**given, "engine_version": engine_version})
                if dms_user is None:
                    connects = Connection.to_cluster(cluster, secret=secret)
                else:
                    check_gets_a_user(cluster, secret)
                    connects = Writer(engine_of(cluster) or engine, None, cluster, dms_user)
        super().__init__(
            scope,
            construct_id,
            connection=connects,
            engine_name=engine,
            ssl_mode=ssl_mode,
            certificate=certificate,
            kms_key=kms_key,
            secret_access_role=secret_access_role,
            extra_connection_attributes=extra_connection_attributes,
            endpoint_identifier=endpoint_identifier,
            removal_policy=None,
            database=database,
            settings=settings,
        )
        self._new = new
        self._dms_user = dms_user
        if self.phase is TargetPhase.LOADING:
            see(SeenLoading(construct=self))
        if isinstance(connects, Writer) and connects.writer is not None:
            # DMS connects as soon as the endpoint is there.
            self._resource.node.add_dependency(connects.writer)

    @property
    def cluster(self) -> rds.IDatabaseCluster:
        """The cluster."""
        database: Any = self.connection.database
        return cast("rds.IDatabaseCluster", database)

    @property
    def secret(self) -> secretsmanager.ISecret:
        """The secret that DMS reads: the administrator's, or that of `dms_user`."""
        return cast("secretsmanager.ISecret", self.connection.secret)

    @property
    def connections(self) -> ec2.Connections:
        """The cluster's security groups."""
        return self.cluster.connections

    @property
    def phase(self) -> TargetPhase | None:
        """What the cluster does at the moment; None for one that was given."""
        return self._new.phase if self._new is not None else None

    @property
    def capacity(self) -> Capacity | None:
        """What the cluster can do when it serves; None for one that was given."""
        return self._new.capacity if self._new is not None else None

    @property
    def size(self) -> DatabaseSize:
        """How large the cluster is in its phase, as alarms need it."""
        return self._new.size_now if self._new is not None else size_of(self.cluster)

    def _alarmed(self) -> Alarmed:
        return Alarmed(self.cluster, self.size, loading=self.phase is TargetPhase.LOADING)

    @property
    def dms_user(self) -> str | None:
        """The user that DMS logs in as, where that is not the administrator; somebody has to make it, by SQL."""
        return self._dms_user

    def add_rotation(
        self, *, automatically_after: cdk.Duration | None = None
    ) -> Sequence[secretsmanager.SecretRotation]:
        """
        Let Secrets Manager change the passwords of the target's secrets, to such as DMS takes. Do it after the load.

        A task keeps its sessions, and logs in anew with what the secret holds then. The function that changes a
        password runs in the cluster's subnets, and needs a way from there to Secrets Manager.

        Source: the DMS User Guide, page security_iam_secretsmanager.

        Args:
            automatically_after: How often, from 4 hours to 1000 days, in whole hours; by default every 30 days. Zero
                rotates when it is asked for only.

        Returns:
            The rotation of the administrator's secret and, where DMS has a user of its own, of that user's.

        Raises:
            ConfigurationError: `DMS-B013` for a cluster that was given, which has a method for it, for a second call,
                and for a time that Secrets Manager doesn't take.
        """
        new, cluster = self._new, self.cluster
        if new is None:
            raise ConfigurationError(
                "DMS-B013",
                "the cluster was given, and its owner rotates its secret; write cluster.add_rotation_single_user("
                "exclude_characters=dms.PASSWORD_EXCLUDE_CHARACTERS)",
                path=self.node.path,
            )
        with located(self, "Rotation"):
            check_rotation(automatically_after)
            if self.node.try_find_child("Rotation") is not None:
                raise ConfigurationError(
                    "DMS-B013", "the secrets of this target are rotated already; leave this call out"
                )
        own = self.secret if self._dms_user is not None else None
        admin = getattr(cluster, "secret", None) if own is not None else self.secret
        secrets = {"Rotation": admin, "DmsUserRotation": own}
        return make_rotations(self, cluster, new, secrets, automatically_after)

    def add_proxy(
        self,
        construct_id: str,
        *,
        secrets: Sequence[secretsmanager.ISecret] = (),
        authentication: ProxyAuthentication = ProxyAuthentication.SECRETS,
        vpc: ec2.IVpc | None = None,
        vpc_subnets: ec2.SubnetSelection | None = None,
        security_groups: Sequence[ec2.ISecurityGroup] | None = None,
        require_tls: bool = True,
        borrow_timeout: cdk.Duration | None = None,
        idle_client_timeout: cdk.Duration | None = None,
        max_connections_percent: int | None = None,
        max_idle_connections_percent: int | None = None,
        init_query: str | None = None,
        session_pinning_filters: Sequence[rds.SessionPinningFilter] = (),
        proxy_name: str | None = None,
    ) -> rds.DatabaseProxy:
        """
        Put a proxy in front of the cluster, for the applications; DMS keeps its way to the cluster itself.

        Source: Amazon Aurora User Guide, page rds-proxy; RDS API reference, ConnectionPoolConfiguration.

        Args:
            construct_id: Its name below the target.
            secrets: User name and password of each user of the applications, one secret for each.
            authentication: How clients log in; by default with user and password of one of the secrets.
            vpc: The cluster's VPC; needed for a cluster that was imported.
            vpc_subnets: Its subnets; by default private or isolated ones.
            security_groups: Its security groups; by default one of its own, which the cluster lets in. Let the
                applications in with `proxy.connections.allow_from(app, ec2.Port.tcp(5432))`, on MySQL 3306.
            require_tls: Whether clients must use TLS; by default yes.
            borrow_timeout: How long a client waits for a free connection, 0 to 300 seconds; by default 120.
            idle_client_timeout: When a client that says nothing is disconnected, 1 second to 8 hours; by default after
                30 minutes.
            max_connections_percent: How much of `max_connections` it may use, 1 to 100; by default 100.
            max_idle_connections_percent: How much of it may stay open unused; by default half of it.
            init_query: SQL that each new connection runs first, on MySQL only. On PostgreSQL, set it for the user:
                `ALTER ROLE app SET search_path = shop`.
            session_pinning_filters: What doesn't pin a session to a connection, on MySQL only.
            proxy_name: A fixed name; by default one that is unique in the account, made of the path.

        Raises:
            ConfigurationError: `DMS-H001` and `DMS-H002` for a number or a name that RDS refuses, `DMS-H003` for what
                is not for PostgreSQL, `DMS-H004` for secrets that don't go with the authentication, `DMS-B002` for a
                cluster that is to pause, and `DMS-A001` for something else of another type.
        """
        if self._new is not None:
            with located(self, construct_id):
                self._new.refuse_pause("a proxy keeps it awake")
        return make_proxy(
            self,
            construct_id,
            cluster=self.cluster,
            vpc=vpc,
            vpc_subnets=vpc_subnets,
            security_groups=security_groups,
            authentication=authentication,
            secrets=secrets,
            require_tls=require_tls,
            borrow_timeout=borrow_timeout,
            idle_client_timeout=idle_client_timeout,
            max_connections_percent=max_connections_percent,
            max_idle_connections_percent=max_idle_connections_percent,
            init_query=init_query,
            session_pinning_filters=session_pinning_filters,
            proxy_name=proxy_name,
            migration_logins=[self.secret, getattr(self.cluster, "secret", None)],
        )

    def add_to_global(
        self,
        *,
        global_cluster_identifier: str,
        deletion_protection: bool | None = None,
        removal_policy: cdk.RemovalPolicy | None = None,
    ) -> GlobalDatabase:
        """
        Make the cluster the primary of a global database; `GlobalSecondary` adds other regions. Do it after the load.

        Args:
            global_cluster_identifier: Its name, unique among the account's global databases: 1 to 63 lower-case
                letters, digits and single hyphens.
            deletion_protection: Whether RDS refuses to delete it; by default as the cluster.
            removal_policy: What happens to it when it leaves the stack; by default as to the cluster.

        Raises:
            ConfigurationError: as `GlobalDatabase`, and `DMS-B002` for a cluster that is to pause.
        """
        new = self._new
        protected, policy = True, cdk.RemovalPolicy.RETAIN
        if self.node.try_find_child("Global") is not None:
            raise ConfigurationError(
                "DMS-H006",
                "this cluster is in a global database already, and a cluster is in one; leave this call out, or take "
                "what the first one returned",
                path=self.node.path,
            )
        if new is not None:
            with located(self, "Global"):
                new.refuse_pause("the primary of a global database never does")
            protected, policy = new.is_protected, around(new.removal_policy)
        made = GlobalDatabase(
            self,
            "Global",
            cluster=self.cluster,
            global_cluster_identifier=global_cluster_identifier,
            deletion_protection=protected if deletion_protection is None else deletion_protection,
            removal_policy=removal_policy or policy,
        )
        warn(made, floor_findings(self.size.min_acu) if new is None else primary_findings(new.capacity, new.phase))
        return made
