"""Where a database is and how DMS gets in: one object, made from what the user has."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import aws_cdk as cdk
from aws_cdk import aws_ec2 as ec2, aws_secretsmanager as secretsmanager
from constructs import IConstruct

from dms_constructs import facts
from dms_constructs._checks import arn_of, in_range, is_a, is_l1, is_object_with, not_blank, provides, taken_as_is
from dms_constructs._code import SELF, Variable, call
from dms_constructs.endpoint_facts import DatabaseIdentity
from dms_constructs.endpoints._secret import KnownSecret
from dms_constructs.endpoints.certificate import ICertificate, check_certificate
from dms_constructs.engines import EngineName
from dms_constructs.errors import ConfigurationError, Finding, is_unresolved, shown

if TYPE_CHECKING:
    from aws_cdk import aws_rds as rds

__all__ = ["Connection", "connection_to"]

# What aws_rds calls an engine, and what DMS calls it.
_ENGINES = {
    "aurora": EngineName.AURORA_MYSQL,
    "aurora-mysql": EngineName.AURORA_MYSQL,
    "aurora-postgresql": EngineName.AURORA_POSTGRESQL,
    "mariadb": EngineName.MARIADB,
    "mysql": EngineName.MYSQL,
    "postgres": EngineName.POSTGRESQL,
}
# Secrets Manager ends every ARN so; one without is told by its name.
_COMPLETE = re.compile(r"-\w{6}$")
# What stands before a secret's name in its ARN.
_NAMED = ":secret:"


@dataclass(frozen=True, slots=True, kw_only=True)
class Connection:
    """
    Where a database is, the secret that opens it, and what to open in security groups.

    Made by `from_secret`, `to_cluster` or `to_instance`. DMS takes host, port, user name and password from the secret,
    so the secret must hold all four: `{"host": ..., "port": ..., "username": ..., "password": ...}`.

    Source: the DMS User Guide, page security_iam_secretsmanager.

    Raises:
        ConfigurationError: `DMS-N001` for something that is not a secret, `DMS-N002` for a secret that RDS manages,
            `DMS-N003` for one without host, port, user name or password, `DMS-N004` for an impossible port,
            `DMS-A001` for anything else of another kind.
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
    findings: tuple[Finding, ...] = field(init=False, default=())
    """What deploys but may surprise; endpoints turn it into warnings."""

    def __post_init__(self) -> None:
        _check_is_secret(self.secret)
        is_a("DMS-A001", "engine_name", self.engine_name, EngineName, "dms.EngineName.POSTGRESQL")
        if self.host is not None:
            _check_host(self.host)
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
        object.__setattr__(self, "findings", _check_secret(self.secret))

    @property
    def identity(self) -> DatabaseIdentity:
        """Which server it leads to, as far as that is known."""
        return DatabaseIdentity(
            secret=KnownSecret.of(self.secret).arn,
            host=self.host,
            port=self.port,
            construct_path=self.database.node.path if self.database is not None else None,
        )

    @classmethod
    def from_secret(
        cls,
        secret: secretsmanager.ISecret,
        *,
        host: str | None = None,
        port: int | None = None,
        certificate: ICertificate | None = None,
        peer: ec2.IConnectable | None = None,
    ) -> Connection:
        """
        Connect with a secret that has host, port, user name and password.

        Args:
            secret: The secret, in the endpoint's region.
            host: The host in the secret, so that checks can tell databases apart; DMS takes it from the secret.
            port: The port in the secret, for security group rules; by default the engine's own.
            certificate: The authority that signed the server's certificate; by default the endpoint's own argument.
            peer: The security group (or anything with `connections`) in front of the database, when it has one.

        Raises:
            ConfigurationError: as `Connection`.
        """
        return cls(secret=secret, host=host, port=port, certificate=certificate, peer=peer)

    @classmethod
    def to_cluster(
        cls,
        cluster: rds.IDatabaseCluster,
        *,
        secret: secretsmanager.ISecret | None = None,
        certificate: ICertificate | None = None,
    ) -> Connection:
        """
        Connect to the writer of an Aurora or Multi-AZ cluster.

        Args:
            cluster: The cluster.
            secret: A secret with host, port, user name and password; by default the cluster's own, which
                `rds.Credentials.from_generated_secret` makes.
            certificate: The authority that signed the server's certificate; by default the endpoint's own argument.

        Raises:
            ConfigurationError: as `Connection`, `DMS-N005` when the cluster has no secret, and `DMS-N006` when its
                engine has no endpoints here.
        """
        return cls._to(cluster, secret, certificate, "cluster")

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
    def _to(
        cls,
        database: rds.IDatabaseCluster | rds.IDatabaseInstance,
        secret: secretsmanager.ISecret | None,
        certificate: ICertificate | None,
        kind: str,
    ) -> Connection:
        maker = f"rds.Database{kind.capitalize()}"
        example = (
            f"{maker}.from_database_{kind}_attributes(self, 'Database', {kind}_identifier={kind}.ref)"
            if is_l1(database)
            else f"{maker}(...) or {maker}.from_database_{kind}_attributes(...)"
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
        secret = secret if secret is not None else getattr(database, "secret", None)
        if secret is None:
            raise ConfigurationError(
                "DMS-N005",
                f"this {kind} has no secret for DMS to read; give the {kind} "
                "credentials=rds.Credentials.from_generated_secret('dms_admin', "
                "exclude_characters=dms.PASSWORD_EXCLUDE_CHARACTERS), or give secret= here",
                path=database.node.path,
            )
        engine_name = _engine_of(database)
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


# A host has no part of an address around it; `:` is in those of IPv6.
_NOT_IN_HOST = re.compile(r"[/@\s?#]")


def _check_host(host: str) -> None:
    """Raise unless this may be a host: an address with a password in it would stay readable."""
    not_blank("DMS-A001", "host", host)
    if not taken_as_is(host) and _NOT_IN_HOST.search(host):
        raise ConfigurationError(
            "DMS-A001",
            f"host must be a host name without scheme, user and path, got {shown(host, secret=True)}; "
            "write host='db.example.com'",
        )


def _check_is_secret(secret: secretsmanager.ISecret) -> None:
    if KnownSecret.has(secret) or is_object_with(secret, "secret_arn"):
        return
    write = "secretsmanager.Secret.from_secret_name_v2(self, 'SourceSecret', 'dms/source')"
    known = arn_of("secret", secret)
    if known is not None:
        complete = not isinstance(known, Variable) and not _COMPLETE.search(known)
        maker = f"secretsmanager.Secret.from_secret_{'partial' if complete else 'complete'}_arn"
        write = call(maker, SELF, "SourceSecret", known)
    raise ConfigurationError(
        "DMS-N001",
        f"secret must be a Secrets Manager secret, got {shown(secret, secret=True)}; write {write}",
    )


def _engine_of(database: rds.IDatabaseCluster | rds.IDatabaseInstance) -> EngineName | None:
    """Return the database's engine, or None when it was imported without; refuse one that has no endpoints here."""
    engine = getattr(database, "engine", None)
    if engine is None:
        return None
    known = _ENGINES.get(engine.engine_type)
    if known is None:
        raise ConfigurationError(
            "DMS-N006",
            f"there are endpoints for {', '.join(_ENGINES)} here, and this database's engine is {engine.engine_type}",
            path=database.node.path,
            given=engine.engine_type,
        )
    return known


def _check_secret(secret: secretsmanager.ISecret) -> tuple[Finding, ...]:
    arn = KnownSecret.of(secret).arn
    if _NAMED not in arn:
        arn = _as_far_as_known(cdk.Stack.of(secret).resolve(arn)) or ""
    if arn.endswith(_NAMED):
        raise ConfigurationError("DMS-N001", "secret must have a name, got a secret whose name is empty")
    if "MasterUserSecret" in arn or f"{_NAMED}rds!" in arn:
        raise ConfigurationError(
            "DMS-N002",
            "DMS can't use a secret that RDS manages (manage_master_user_password): it holds no host and no port; "
            "use credentials=rds.Credentials.from_generated_secret('dms_admin', "
            "exclude_characters=dms.PASSWORD_EXCLUDE_CHARACTERS), or a secret of your own with both",
        )
    owner = secret
    attached = False
    if isinstance(secret, secretsmanager.SecretTargetAttachment):
        # The attachment adds host and port; what it was generated with stands at the secret around it.
        attached = True
        scope: Any = secret.node.scope
        owner = scope
    if not isinstance(owner, secretsmanager.Secret):
        return ()
    resource = owner.node.default_child
    if not isinstance(resource, secretsmanager.CfnSecret):
        return ()
    generated = resource.generate_secret_string
    if not isinstance(generated, secretsmanager.CfnSecret.GenerateSecretStringProperty):
        if not attached:
            _check_keys(owner, _as_far_as_known(cdk.Stack.of(owner).resolve(resource.secret_string)), None)
        return ()
    if not attached:
        _check_keys(owner, generated.secret_string_template or "{}", generated.generate_string_key)
    return _password_findings(generated)


def _as_far_as_known(resolved: Any) -> str | None:
    """Return a resolved text; what is known at deployment only stands in it by its attribute's name, or an x."""
    if isinstance(resolved, str) or resolved is None:
        return resolved
    attribute = resolved.get("Fn::GetAtt")
    if isinstance(attribute, list):
        return str(attribute[1])
    joined = resolved.get("Fn::Join")
    if isinstance(joined, list) and isinstance(joined[1], list):
        return "".join(part if isinstance(part, str) else _as_far_as_known(part) or "x" for part in joined[1])
    return None


def _check_keys(secret: IConstruct, text: str | None, generated_key: str | None) -> None:
    """Refuse a secret that can't hold what DMS reads, unless something is attached to complete it."""
    if text is None or is_unresolved(text):
        return
    if any(isinstance(child, secretsmanager.CfnSecretTargetAttachment) for child in secret.node.find_all()):
        return
    try:
        document = json.loads(text)
    except json.JSONDecodeError:
        document = None
    keys = {*document, generated_key} if isinstance(document, dict) else {generated_key}
    needed = facts.engines()["secret_json_keys"]["value"]
    missing = [key for key in needed if key not in keys]
    if missing:
        # Without the secret's text: it would end up in logs.
        raise ConfigurationError(
            "DMS-N003",
            f"the secret has no {', '.join(missing)}: DMS reads a JSON object with host, port, username and password "
            "from it; add them (for a generated password, to secret_string_template), or attach the secret to its "
            "database",
            path=secret.node.path,
            given=[key for key in needed if key in keys],
        )


def _password_findings(generated: secretsmanager.CfnSecret.GenerateSecretStringProperty) -> tuple[Finding, ...]:
    """Warn when the generated password may hold a character that DMS refuses."""
    key, excluded = generated.generate_string_key, generated.exclude_characters or ""
    # What is generated may be something else; and where deployment decides, it can't be known.
    if generated.exclude_punctuation is True or key not in {None, "password"} or is_unresolved(excluded):
        return ()
    forbidden = facts.engines()["password_forbidden_characters"]["value"]
    allowed = [character for character in forbidden if character not in excluded]
    if not allowed:
        return ()
    return (
        Finding(
            "connection.passwordCharacters",
            f"the generated password can contain characters that DMS refuses: {', '.join(map(repr, allowed))}",
            fix="generate it with exclude_characters=dms.PASSWORD_EXCLUDE_CHARACTERS",
        ),
    )
