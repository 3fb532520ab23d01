"""Where a database lives and how DMS gets in: one object, made from what the user has."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import aws_cdk as cdk
from aws_cdk import aws_ec2 as ec2, aws_secretsmanager as secretsmanager
from constructs import IConstruct

from dms_constructs import facts
from dms_constructs._checks import in_range
from dms_constructs.engine_name import EngineName
from dms_constructs.errors import ConfigurationError, Finding, is_unresolved

if TYPE_CHECKING:
    from aws_cdk import aws_rds as rds

__all__ = ["Connection"]

# What aws_rds calls an engine, and what DMS calls it.
_ENGINES = {
    "aurora": EngineName.AURORA_MYSQL,
    "aurora-mysql": EngineName.AURORA_MYSQL,
    "aurora-postgresql": EngineName.AURORA_POSTGRESQL,
    "mariadb": EngineName.MARIADB,
    "mysql": EngineName.MYSQL,
    "postgres": EngineName.POSTGRESQL,
}


@dataclass(frozen=True, slots=True)
class Connection:
    """
    Where a database lives, the secret that opens it, and what to open in security groups.

    Made by `from_secret`, `to_cluster` or `to_instance`. DMS takes host, port, user name and password from the secret,
    so the secret must hold all four: `{"host": ..., "port": ..., "username": ..., "password": ...}`.

    Source: the DMS User Guide, page security_iam_secretsmanager.
    """

    secret: secretsmanager.ISecret
    """Holds host, port, user name and password."""
    engine_name: EngineName | None = None
    """The engine, when what the connection was made from tells it."""
    port: int | None = None
    """The TCP port to open in `peer`'s security groups; by default the engine's."""
    peer: ec2.IConnectable | None = None
    """What to open for the replication instance; None when it is reached without security groups."""
    findings: tuple[Finding, ...] = ()
    """What deploys but may surprise; endpoints turn it into warnings."""

    @classmethod
    def from_secret(
        cls,
        secret: secretsmanager.ISecret,
        *,
        port: int | None = None,
        peer: ec2.IConnectable | None = None,
    ) -> Connection:
        """
        Connect with a secret that has host, port, user name and password.

        Args:
            secret: The secret, in the endpoint's region.
            port: The port in the secret, for security group rules; by default the engine's own.
            peer: The security group (or anything with `connections`) in front of the database, when it has one.

        Raises:
            ConfigurationError: `DMS-N001` for something that is not a secret, `DMS-N002` for a secret that RDS
                manages, `DMS-N003` for one without host, port or user name, `DMS-N004` for an impossible port.
        """
        if isinstance(secret, str) or not hasattr(secret, "secret_arn"):
            raise ConfigurationError(
                "DMS-N001",
                f"secret must be a Secrets Manager secret, got {type(secret).__name__}; "
                "write secretsmanager.Secret.from_secret_name_v2(self, 'Source', 'dms/source')",
            )
        in_range("DMS-N004", "port", port, 1, 65535)
        return cls(secret=secret, port=port, peer=peer, findings=_check_secret(secret))

    @classmethod
    def to_cluster(cls, cluster: rds.IDatabaseCluster, *, secret: secretsmanager.ISecret | None = None) -> Connection:
        """
        Connect to the writer of an Aurora or Multi-AZ cluster.

        Args:
            cluster: The cluster.
            secret: A secret with host, port, user name and password; by default the cluster's own, which
                `rds.Credentials.from_generated_secret` makes.

        Raises:
            ConfigurationError: as `from_secret`, and `DMS-N005` when the cluster has no secret.
        """
        return cls._to(cluster, secret, "cluster")

    @classmethod
    def to_instance(
        cls, instance: rds.IDatabaseInstance, *, secret: secretsmanager.ISecret | None = None
    ) -> Connection:
        """
        Connect to an RDS database instance.

        Args:
            instance: The instance.
            secret: A secret with host, port, user name and password; by default the instance's own, which
                `rds.Credentials.from_generated_secret` makes.

        Raises:
            ConfigurationError: as `from_secret`, and `DMS-N005` when the instance has no secret.
        """
        return cls._to(instance, secret, "instance")

    @classmethod
    def _to(
        cls,
        database: rds.IDatabaseCluster | rds.IDatabaseInstance,
        secret: secretsmanager.ISecret | None,
        kind: str,
    ) -> Connection:
        path = database.node.path
        secret = secret if secret is not None else getattr(database, "secret", None)
        if secret is None:
            raise ConfigurationError(
                "DMS-N005",
                f"this {kind} has no secret for DMS to read; give the {kind} "
                "credentials=rds.Credentials.from_generated_secret('admin'), or give secret= here",
                path=path,
            )
        engine = database.engine
        engine_type = engine.engine_type if engine is not None else None
        try:
            findings = _check_secret(secret)
        except ConfigurationError as error:
            raise error.at(path) from None
        return cls(secret=secret, engine_name=_ENGINES.get(engine_type or ""), peer=database, findings=findings)


def _check_secret(secret: secretsmanager.ISecret) -> tuple[Finding, ...]:
    arn = secret.secret_arn
    if _is_managed_by_rds(secret, arn):
        raise ConfigurationError(
            "DMS-N002",
            "DMS can't use a secret that RDS manages (manage_master_user_password): it holds no host and no port; "
            "use credentials=rds.Credentials.from_generated_secret('admin') or a secret of your own with both",
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
    generated = resource.generate_secret_string if isinstance(resource, secretsmanager.CfnSecret) else None
    if generated is None or not isinstance(generated, secretsmanager.CfnSecret.GenerateSecretStringProperty):
        return ()
    if not attached:
        _check_keys(owner, generated)
    return _password_findings(generated)


def _is_managed_by_rds(secret: secretsmanager.ISecret, arn: str) -> bool:
    if not is_unresolved(arn):
        return ":secret:rds!" in arn
    resolved = json.dumps(cdk.Stack.of(secret).resolve(arn))
    return "MasterUserSecret" in resolved or ":secret:rds!" in resolved


def _check_keys(secret: IConstruct, generated: secretsmanager.CfnSecret.GenerateSecretStringProperty) -> None:
    """Refuse a generated secret that can't hold what DMS reads, unless something is attached to complete it."""
    if any(isinstance(child, secretsmanager.CfnSecretTargetAttachment) for child in secret.node.find_all()):
        return
    template = generated.secret_string_template
    if template is None:
        keys: set[str] = set()
    elif is_unresolved(template):
        return
    else:
        keys = set(json.loads(template))
    keys.add(generated.generate_string_key or "")
    missing = [key for key in facts.engines()["secret_json_keys"]["value"] if key not in keys]
    if missing:
        raise ConfigurationError(
            "DMS-N003",
            f"the secret has no {', '.join(missing)}: DMS reads host, port, username and password from it; "
            "add them to secret_string_template, or attach the secret to its database",
            path=secret.node.path,
            given=sorted(key for key in keys if key),
        )


def _password_findings(generated: secretsmanager.CfnSecret.GenerateSecretStringProperty) -> tuple[Finding, ...]:
    """Warn when the generated password may hold a character that DMS refuses."""
    if generated.exclude_punctuation is True:
        return ()
    excluded = generated.exclude_characters or ""
    forbidden = facts.engines()["password_forbidden_characters"]["value"]
    allowed = [character for character in forbidden if character not in excluded]
    if not allowed:
        return ()
    return (
        Finding(
            "connection.passwordCharacters",
            f"the generated password may contain {' '.join(allowed)}, which DMS refuses in passwords; generate it with "
            "exclude_characters=dms.PASSWORD_EXCLUDE_CHARACTERS",
        ),
    )
