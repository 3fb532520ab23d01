"""A secret as DMS reads it: made with host, port, user name and a password that both the database and DMS take."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import aws_cdk as cdk
from aws_cdk import aws_ec2 as ec2, aws_kms as kms, aws_secretsmanager as secretsmanager
from constructs import Construct

from dms_constructs import facts
from dms_constructs._checks import in_range, is_a, located, not_blank, provides
from dms_constructs._code import as_code
from dms_constructs._construct import DmsConstruct, check_network, nothing_left, stack_of
from dms_constructs.endpoints._database_checks import check_database, check_host, engine_of
from dms_constructs.endpoints._keys import check_key
from dms_constructs.endpoints._secret import KnownSecret
from dms_constructs.endpoints.connection import Connection
from dms_constructs.endpoints.password import PASSWORD_EXCLUDE_CHARACTERS
from dms_constructs.engines import EngineName, known
from dms_constructs.errors import ConfigurationError

if TYPE_CHECKING:
    from aws_cdk import aws_rds as rds

__all__ = ["EndpointSecret"]


class EndpointSecret(DmsConstruct):
    """
    A secret for an endpoint: host, port, user name, and a generated password without characters that DMS refuses.

    For a server outside of RDS, or for a user of DMS's own in a database of the app. The user must be made in the
    database with this password: `endpoint.prerequisites().sql()` does so.

    Creates: the secret and, for a database of the app, its attachment.

    Source: the DMS User Guide, page security_iam_secretsmanager.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        username: str,
        engine_name: EngineName | None = None,
        host: str | None = None,
        port: int | None = None,
        cluster: rds.IDatabaseCluster | None = None,
        instance: rds.IDatabaseInstance | None = None,
        peer: ec2.IConnectable | None = None,
        encryption_key: kms.IKey | None = None,
        removal_policy: cdk.RemovalPolicy | None = None,
    ) -> None:
        """
        Make the secret.

        Args:
            scope: The construct it belongs to.
            construct_id: Its name there.
            username: The database user.
            engine_name: The engine of the server; for a database of the app, that one's.
            host: Where the server is, unless it is a database of the app.
            port: Its TCP port; by default the engine's.
            cluster: The Aurora or Multi-AZ cluster of which it is a user.
            instance: The RDS instance of which it is a user.
            peer: The security group (or anything with `connections`) in front of the server, when it has one; for a
                database of the app, that one's.
            encryption_key: Encrypts the secret; by default the account's `aws/secretsmanager` key.
            removal_policy: What happens to it when it leaves the stack; by default it is deleted.

        Raises:
            ConfigurationError: `DMS-E018` for a server that is said twice or not at all, and a user or an engine that
                can't be, `DMS-N004` for an impossible port, `DMS-N006` for a database without endpoints here, and
                `DMS-A001` for anything else of another kind.
        """
        with located(scope, construct_id):
            not_blank("DMS-E018", "username", username, "the database user, such as username='dms'")
            is_a("DMS-E018", "engine_name", engine_name, EngineName, "dms.EngineName.POSTGRESQL")
            is_a("DMS-A001", "removal_policy", removal_policy, cdk.RemovalPolicy, "cdk.RemovalPolicy.RETAIN")
            check_key("encryption_key", encryption_key)
            provides(
                "peer",
                peer,
                "connections",
                "a security group",
                "ec2.SecurityGroup.from_security_group_id(self, 'Group', 'sg-...')",
                secret=True,
            )
            self._database = _check_place(host, port, cluster, instance)
            self._engine = _choose_engine(engine_name, self._database)
        super().__init__(scope, construct_id)
        self._username = username
        self._host = host
        self._port = port
        self._peer: ec2.IConnectable | None = peer if peer is not None else self._database
        written: dict[str, Any] = {"username": username, "engine": _rotated_by(self._engine)[0]}
        if host is not None:
            written |= {"host": host, "port": port if port is not None else self._engine.record.default_port}
        secret = secretsmanager.Secret(
            self,
            "Secret",
            encryption_key=encryption_key,
            removal_policy=removal_policy,
            generate_secret_string=secretsmanager.SecretStringGenerator(
                secret_string_template=stack_of(self).to_json_string(written),
                generate_string_key="password",
                password_length=facts.engines()["generated_password_length"]["value"],
                exclude_characters=PASSWORD_EXCLUDE_CHARACTERS,
            ),
        )
        self._secret: secretsmanager.ISecret = secret
        if self._database is not None:
            self._secret = secret.attach(self._database)
            KnownSecret.note(self._secret, encryption_key)

    @property
    def secret(self) -> secretsmanager.ISecret:
        """The secret."""
        return self._secret

    @property
    def username(self) -> str:
        """The database user."""
        return self._username

    @property
    def connection(self) -> Connection:
        """What endpoints connect by."""
        if self._database is None:
            return Connection(
                secret=self._secret, engine_name=self._engine, host=self._host, port=self._port, peer=self._peer
            )
        return Connection(secret=self._secret, engine_name=self._engine, peer=self._peer, database=self._database)

    def add_rotation_single_user(
        self,
        *,
        vpc: ec2.IVpc,
        vpc_subnets: ec2.SubnetSelection | None = None,
        automatically_after: cdk.Duration | None = None,
    ) -> secretsmanager.RotationSchedule:
        """
        Let Secrets Manager change the password by itself, logged in as the user itself.

        A running task keeps its session, and logs in anew with the new password when it reconnects. AWS's function for
        it runs in the VPC, which must reach the server and Secrets Manager.

        Args:
            vpc: Where the function runs.
            vpc_subnets: In which subnets; by default private ones.
            automatically_after: How long a password is good; by default 30 days.

        Raises:
            ConfigurationError: `DMS-E018` for an engine whose passwords AWS doesn't change, and for a rotation that
                is there already, `DMS-A001` for anything of another kind.
        """
        try:
            rotation = self._rotation(vpc, vpc_subnets, automatically_after)
        except ConfigurationError as error:
            raise error.at(self.node.path) from None
        with nothing_left(self, "Rotation"):
            schedule = secretsmanager.RotationSchedule(
                self,
                "Rotation",
                secret=self._secret,
                hosted_rotation=rotation,
                automatically_after=automatically_after,
            )
        if self._peer is not None and self._peer.connections.security_groups:
            port = ec2.Port.tcp(self._port) if self._port is not None else self._peer.connections.default_port
            self._peer.connections.allow_from(
                rotation, port or ec2.Port.tcp(_default_port(self._engine)), "rotation of the secret of an endpoint"
            )
        return schedule

    def _rotation(
        self, vpc: ec2.IVpc, vpc_subnets: ec2.SubnetSelection | None, automatically_after: cdk.Duration | None
    ) -> secretsmanager.HostedRotation:
        """Return AWS's function for the engine; raise where there is none."""
        check_network(vpc, vpc_subnets)
        is_a("DMS-A001", "automatically_after", automatically_after, cdk.Duration, "cdk.Duration.days(30)")
        make = _rotated_by(self._engine)[1]
        if make is None:
            raise ConfigurationError(
                "DMS-E018",
                f"Secrets Manager has no function that changes passwords of {as_code(self._engine)}; write one, and "
                "give it to secret.add_rotation_schedule('Rotation', rotation_lambda=function)",
            )
        if self.node.try_find_child("Rotation") is not None:
            raise ConfigurationError("DMS-E018", "the secret is rotated already; remove one of the two calls")
        return make(vpc=vpc, vpc_subnets=vpc_subnets, exclude_characters=PASSWORD_EXCLUDE_CHARACTERS)


def _check_place(host: str | None, port: int | None, cluster: Any, instance: Any) -> Any:
    """Raise unless a server is said once; return the database of the app, where it is one."""
    given = [name for name, each in (("host", host), ("cluster", cluster), ("instance", instance)) if each is not None]
    if len(given) != 1:
        said = " and ".join(given) if given else "none of them"
        raise ConfigurationError(
            "DMS-E018",
            f"one of host, cluster and instance must say where the server is, got {said}; write host='db.example.com'",
        )
    in_range("DMS-N004", "port", port, 1, 65535, secret=True)
    if host is not None:
        check_host(host)
        return None
    if port is not None:
        raise ConfigurationError("DMS-E018", f"port is the database's own with {given[0]}; remove it", given=port)
    check_database(given[0], cluster if cluster is not None else instance)
    return cluster if cluster is not None else instance


def _choose_engine(given: EngineName | None, database: Any) -> EngineName:
    """Return the engine; raise where it isn't known, or has no secrets."""
    of_database = engine_of(database) if database is not None else None
    if given is not None and of_database is not None and given is not of_database:
        raise ConfigurationError(
            "DMS-E018",
            f"engine_name is {as_code(given)}, but the database's is {as_code(of_database)}; leave engine_name out",
            given=given,
        )
    engine = given or of_database
    if engine is None:
        raise ConfigurationError(
            "DMS-E018", "engine_name must be given, got None; write engine_name=dms.EngineName.POSTGRESQL"
        )
    if known(engine.record.secrets_manager) is False:
        raise ConfigurationError(
            "DMS-E018",
            f"DMS reads no secret for {as_code(engine)}; leave the secret out, and give its endpoint what it asks for",
            given=engine,
        )
    return engine


def _rotated_by(engine: EngineName) -> tuple[str, Callable[..., secretsmanager.HostedRotation] | None]:
    """Return what AWS's functions for rotations call an engine, and how the CDK makes that function."""
    fact = facts.engines()["rotations"]["value"].get(engine.value)
    if fact is None:
        return engine.value, None
    return fact["engine"], getattr(secretsmanager.HostedRotation, fact["function"])


def _default_port(engine: EngineName) -> int:
    port = engine.record.default_port
    if port is None:
        raise LookupError(f"{engine.value} has no port")
    return port
