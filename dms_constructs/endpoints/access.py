"""How DMS gets at a database: by a secret that it reads, or by a role that it assumes. Each binds to its endpoint."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Protocol

import aws_cdk as cdk
from aws_cdk import aws_iam as iam, aws_secretsmanager as secretsmanager
from constructs import Construct

from dms_constructs._aws_names import place_in_arn
from dms_constructs._checks import Importer, provides
from dms_constructs._code import SELF, Variable, call
from dms_constructs._construct import L1_ID, stack_of
from dms_constructs.app_wide.owned_secrets import is_of_app
from dms_constructs.app_wide.seen import account_of, is_elsewhere, region_of
from dms_constructs.endpoints._l1_keys import check_key_is_known
from dms_constructs.endpoints._secret import KnownSecret
from dms_constructs.endpoints.certificate import ICertificate
from dms_constructs.endpoints.connection import Connection
from dms_constructs.endpoints.service_role import Grant, make_role
from dms_constructs.engines import EngineName
from dms_constructs.errors import ConfigurationError, Finding, is_unresolved

__all__ = ["Access", "Connects", "FurtherSecret", "SecretAccess", "Together", "check_place_of_secret", "check_role"]

# Secrets Manager ends every ARN with a hyphen and six characters; a name alone does not tell which.
_ANY_SUFFIX = "-??????"
# The start of the aliases of keys that AWS manages.
_OF_AWS = "alias/aws/"


class Access(Protocol):
    """How DMS gets at what an endpoint stands for."""

    def bind(self, scope: Construct, removal_policy: cdk.RemovalPolicy | None) -> Mapping[str, str]:
        """Make what is missing inside the endpoint, and return the members of its settings by AWS's names."""


class Together:
    """Several ways in, of which DMS needs all."""

    def __init__(self, *accesses: Access) -> None:
        self._accesses = accesses

    def bind(self, scope: Construct, removal_policy: cdk.RemovalPolicy | None) -> Mapping[str, str]:
        """Bind all of them."""
        return {name: value for each in self._accesses for name, value in each.bind(scope, removal_policy).items()}


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


@dataclass(frozen=True, slots=True, kw_only=True)
class FurtherSecret:
    """A second secret that DMS reads for one endpoint."""

    secret: secretsmanager.ISecret
    role: iam.IRole | None
    """The role that reads it; None for the one that reads the connection's secret."""
    what: str
    """What messages call it."""
    secret_member: str
    """What the API calls the setting that names it."""
    role_member: str
    """What the API calls the setting that names its role."""


class SecretAccess:
    """DMS reads host, port, user name and password from a secret, by a role that may read nothing else."""

    connection: Connection
    """How DMS gets in; there once it is bound."""
    l1_id = L1_ID
    """The id of the endpoint's L1 construct."""
    properties: Mapping[str, Any] = MappingProxyType({})
    """The endpoint itself says nothing of the server."""
    says: Mapping[str, object] = MappingProxyType({})
    """CloudFormation has all that there is to say."""

    def __init__(self, connects: Connects, role: iam.IRole | None, further: FurtherSecret | None = None) -> None:
        self._connects = connects
        self._role = role
        self._further = further

    def bind(self, scope: Construct, removal_policy: cdk.RemovalPolicy | None) -> Mapping[str, str]:
        """Make the role, unless it is given."""
        self.connection = self._connects.bind(scope)
        secret = KnownSecret.of(self.connection.secret)
        second = self._further
        if self._role is not None:
            role_arn = self._role.role_arn
        else:
            grants = _reading(scope, secret)
            if second is not None and second.role is None:
                grants += _reading(scope, KnownSecret.of(second.secret))
            role_arn = make_role(
                scope,
                "SecretAccessRole",
                kind="secret",
                description="Lets AWS DMS read the secret of one endpoint",
                policy_name="ReadSecret",
                grants=grants,
                removal_policy=removal_policy,
            )
        members = {"SecretsManagerSecretId": secret.arn, "SecretsManagerAccessRoleArn": role_arn}
        if second is not None:
            members[second.secret_member] = KnownSecret.of(second.secret).arn
            members[second.role_member] = role_arn if second.role is None else second.role.role_arn
        return members

    def complete(self, endpoint: Construct, endpoint_arn: Callable[[], str]) -> None:
        """Do nothing: CloudFormation has made all of it."""


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


def check_place_of_secret(
    scope: Construct, secret: secretsmanager.ISecret, role: iam.IRole | None, what: str = "the connection's secret"
) -> None:
    """Raise for a secret of another region, and for one of another account that a role made here can't decrypt."""
    known = KnownSecret.of(secret)
    (account, region), stack = _place_of(secret, known), stack_of(scope)
    if is_elsewhere(region, stack, region_of):
        raise ConfigurationError(
            "DMS-N012",
            f"{what} is in region {region}, but this stack is in region {region_of(stack)}, and DMS "
            "reads secrets of its own region only; replicate the secret to this stack's region, and import the replica",
        )
    if role is None and known.key is None:
        check_key_is_known(what, secret, known.arn)
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
        f"{what} is another account's and {comes}: only a customer managed key opens "
        f"a secret to other accounts, and DMS must be allowed to decrypt with it; write {write}",
    )


def _place_of(secret: secretsmanager.ISecret, known: KnownSecret) -> tuple[str, str]:
    """Return account and region of a secret: those in its ARN, or of the stack that makes it; empty where not known."""
    place = place_in_arn(known.arn)
    if any(place) or not is_of_app(secret):
        return place
    stack = stack_of(secret)
    return account_of(stack), region_of(stack)


def _reading(scope: Construct, secret: KnownSecret) -> list[Grant]:
    """Allow reading this secret and, when it has a key of its own, decrypting with that key."""
    full_arn = secret.full_arn
    lists: tuple[str, ...] = ("secret_actions",)
    if (
        full_arn is not None
        and not is_unresolved(full_arn)
        and is_elsewhere(place_in_arn(full_arn)[0], stack_of(scope), account_of)
    ):
        lists = ("foreign_secret_actions", *lists)
    grants = [Grant(lists, full_arn if full_arn is not None else f"{secret.arn}{_ANY_SUFFIX}")]
    if secret.key is not None:
        grants.append(Grant(("key_actions",), secret.key.resource, secret.key.condition))
    return grants
