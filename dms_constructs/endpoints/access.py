"""How DMS gets at a database: by a secret that it reads, or by a role that it assumes. Each binds to its endpoint."""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Protocol

import aws_cdk as cdk
from aws_cdk import aws_iam as iam, aws_secretsmanager as secretsmanager
from constructs import Construct

from dms_constructs import facts
from dms_constructs._aws_names import place_in_arn
from dms_constructs._checks import Importer, provides
from dms_constructs._code import SELF, Variable, call
from dms_constructs._construct import L1_ID, stack_of
from dms_constructs.app_wide.seen import account_of, is_elsewhere, region_of
from dms_constructs.endpoints._secret import KnownSecret
from dms_constructs.endpoints.certificate import ICertificate
from dms_constructs.endpoints.connection import Connection
from dms_constructs.engines import EngineName
from dms_constructs.errors import ConfigurationError, Finding, is_unresolved

__all__ = [
    "Access",
    "Connects",
    "SecretAccess",
    "ServiceRoleAccess",
    "allow",
    "check_place_of_secret",
    "check_role",
    "make_role",
]

# Secrets Manager ends every ARN with a hyphen and six characters; a name alone does not tell which.
_ANY_SUFFIX = "-??????"
# The start of the aliases of keys that AWS manages.
_OF_AWS = "alias/aws/"


class Access(Protocol):
    """How DMS gets at what an endpoint stands for."""

    def bind(self, scope: Construct, removal_policy: cdk.RemovalPolicy | None) -> Mapping[str, str]:
        """Make what is missing inside the endpoint, and return the members of its settings by AWS's names."""


class Connects(Protocol):
    """What an endpoint connects by: a `Connection`, or a database that is made inside of the endpoint."""

    @property
    def engine_name(self) -> EngineName | None:
        """The engine, where that is known."""

    @property
    def certificate(self) -> ICertificate | None:
        """The authority that signed the server's certificate."""

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What deploys but may surprise."""

    def bind(self, endpoint: Construct) -> Connection:
        """Make what is missing inside the endpoint, and return how DMS gets in; called once."""


class SecretAccess:
    """DMS reads host, port, user name and password from a secret, by a role that may read nothing else."""

    login: Connection
    """How DMS gets in; there once it is bound."""
    l1_id = L1_ID
    """The id of the endpoint's L1 construct."""
    properties: Mapping[str, Any] = MappingProxyType({})
    """The endpoint itself says nothing of the server."""
    says: Mapping[str, object] = MappingProxyType({})
    """CloudFormation has all that there is to say."""

    def __init__(self, connects: Connects, role: iam.IRole | None) -> None:
        self._connects = connects
        self._role = role

    def bind(self, scope: Construct, removal_policy: cdk.RemovalPolicy | None) -> Mapping[str, str]:
        """Make the role, unless it is given."""
        self.login = self._connects.bind(scope)
        secret = KnownSecret.of(self.login.secret)
        if self._role is not None:
            role_arn = self._role.role_arn
        else:
            role_arn = make_role(
                scope,
                "SecretAccessRole",
                kind="secret",
                description="Lets AWS DMS read the secret of one endpoint",
                policy_name="ReadSecret",
                statements=_reading(scope, secret),
                removal_policy=removal_policy,
            )
        return {"SecretsManagerSecretId": secret.arn, "SecretsManagerAccessRoleArn": role_arn}

    def complete(self, endpoint: Construct, endpoint_arn: str) -> None:
        """Do nothing: CloudFormation has made all of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceRoleAccess:
    """DMS assumes a role that allows what the endpoint needs."""

    kind: str
    """Which role of the facts it is."""
    description: str
    policy_name: str
    statements: Sequence[Mapping[str, Any]]
    """What it allows."""
    role: iam.IRole | None = None
    """The role; by default one is made."""

    def bind(self, scope: Construct, removal_policy: cdk.RemovalPolicy | None) -> Mapping[str, str]:
        """Make the role, unless it is given."""
        if self.role is not None:
            return {"ServiceAccessRoleArn": self.role.role_arn}
        role_arn = make_role(
            scope,
            "ServiceAccessRole",
            kind=self.kind,
            description=self.description,
            policy_name=self.policy_name,
            statements=self.statements,
            removal_policy=removal_policy,
        )
        return {"ServiceAccessRoleArn": role_arn}


def check_role(name: str, role: iam.IRole | None) -> None:
    """Raise unless this is a role, where one is given."""
    provides(
        name,
        role,
        "role_arn",
        "an IAM role",
        "iam.Role.from_role_arn(self, 'Role', 'arn:aws:iam::...')",
        by_arn=Importer("iam.Role.from_role_arn", "Role", ":role/", "AWS::IAM::Role", "attr_arn"),
        secret=True,
    )
    if role is not None and not is_unresolved(arn := role.role_arn) and ":role/" not in arn:
        raise ConfigurationError(
            "DMS-A001",
            f"{name} must be an IAM role, got something else that was imported as one: {arn!r}; write "
            "iam.Role.from_role_arn(self, 'Role', 'arn:aws:iam::...:role/...')",
            given=arn,
        )


def check_place_of_secret(scope: Construct, secret: secretsmanager.ISecret, role: iam.IRole | None) -> None:
    """Raise for a secret of another region, and for one of another account that a role made here can't decrypt."""
    known = KnownSecret.of(secret)
    (account, region), stack = _place_of(secret, known), stack_of(scope)
    if is_elsewhere(region, stack, region_of):
        raise ConfigurationError(
            "DMS-N012",
            f"the connection's secret is in region {region}, but this stack is in region {region_of(stack)}, and DMS "
            "reads secrets of its own region only; replicate the secret to this stack's region, and import the replica",
        )
    of_aws = known.key is not None and _OF_AWS in f"{known.key.resource} {known.key.condition}"
    if role is not None or (known.key is not None and not of_aws) or not is_elsewhere(account, stack, account_of):
        return
    comes = "comes with a key that AWS manages" if of_aws else "comes without its key"
    arn = known.full_arn if known.full_arn is not None and not is_unresolved(known.full_arn) else "..."
    write = call(
        "secretsmanager.Secret.from_secret_attributes",
        SELF,
        "SourceSecret",
        secret_complete_arn=arn,
        encryption_key=Variable(call("kms.Key.from_key_arn", SELF, "Key", "arn:aws:kms:...")),
    )
    raise ConfigurationError(
        "DMS-N008",
        f"the connection's secret is another account's and {comes}: only a customer managed key opens "
        f"a secret to other accounts, and DMS must be allowed to decrypt with it; write {write}",
    )


def _place_of(secret: secretsmanager.ISecret, known: KnownSecret) -> tuple[str, str]:
    """Return account and region of a secret: those in its ARN, or of the stack that makes it; empty where not known."""
    place = place_in_arn(known.arn)
    if any(place) or not isinstance(secret, _MADE):
        return place
    stack = stack_of(secret)
    return account_of(stack), region_of(stack)


# What an app makes; a database's own is attached to it.
_MADE = (secretsmanager.Secret, secretsmanager.SecretTargetAttachment)


def allow(actions: Sequence[str], resource: str | Sequence[str]) -> dict[str, Any]:
    """Return a statement of a policy."""
    return {"Effect": "Allow", "Action": list(actions), "Resource": resource}


def make_role(
    scope: Construct,
    construct_id: str,
    *,
    kind: str,
    description: str,
    policy_name: str,
    statements: Sequence[Mapping[str, Any]],
    removal_policy: cdk.RemovalPolicy | None,
) -> str:
    """Make a role of the facts that DMS assumes, and return its ARN."""
    role = iam.CfnRole(
        scope,
        construct_id,
        description=description,
        assume_role_policy_document=_trust(kind),
        policies=[
            iam.CfnRole.PolicyProperty(
                policy_name=policy_name,
                policy_document={"Version": "2012-10-17", "Statement": list(statements)},
            )
        ],
    )
    if removal_policy is not None:
        role.apply_removal_policy(removal_policy)
    return role.attr_arn


@functools.cache  # the CDK has one token for each of these values
def _trust(kind: str) -> dict[str, Any]:
    """Trust DMS, on behalf of this account only."""
    fact = facts.access()["roles"][kind]
    (service,) = fact["services"]
    statement = {
        "Effect": "Allow",
        "Principal": {"Service": service.format(region=cdk.Aws.REGION, url_suffix=cdk.Aws.URL_SUFFIX)},
        "Action": "sts:AssumeRole",
    }
    if fact["source_account_condition"]:
        statement["Condition"] = {"StringEquals": {"aws:SourceAccount": cdk.Aws.ACCOUNT_ID}}
    return {"Version": "2012-10-17", "Statement": [statement]}


def _reading(scope: Construct, secret: KnownSecret) -> list[dict[str, Any]]:
    """Allow reading this secret and, when it has a key of its own, decrypting with that key."""
    fact = facts.access()["roles"]["secret"]
    full_arn = secret.full_arn
    actions = fact["secret_actions"]
    if (
        full_arn is not None
        and not is_unresolved(full_arn)
        and is_elsewhere(place_in_arn(full_arn)[0], stack_of(scope), account_of)
    ):
        actions = [*fact["foreign_secret_actions"], *actions]
    statements = [allow(actions, full_arn if full_arn is not None else f"{secret.arn}{_ANY_SUFFIX}")]
    if secret.key is not None:
        statements.append({**allow(fact["key_actions"], secret.key.resource), **secret.key.condition})
    return statements
