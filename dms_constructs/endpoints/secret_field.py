"""Credentials where DMS itself reads no secret: a field of one, which CloudFormation reads when it deploys."""

from __future__ import annotations

import re
from dataclasses import dataclass

from aws_cdk import aws_secretsmanager as secretsmanager
from constructs import Construct

from dms_constructs._checks import taken_as_is
from dms_constructs.app_wide.seen import SeenSecretField
from dms_constructs.app_wide.watching import see
from dms_constructs.endpoints._secret_checks import check_is_secret
from dms_constructs.errors import ConfigurationError, shown

__all__ = ["SecretField", "check_field", "see_fields"]

_EXAMPLE = "dms.SecretField(secret, 'password')"
# A dynamic reference separates its parts with colons, and ends with braces.
_NOT_IN_KEYS = re.compile(r"[:{}\\]|^\s|\s$")


@dataclass(frozen=True, slots=True)
class SecretField:
    """
    A field of a secret, such as its `password`, for a setting that DMS takes as text.

    It is rendered as a dynamic reference, `{{resolve:secretsmanager:...}}`: the template holds no credential, and
    CloudFormation hands DMS the value when it creates or changes the endpoint. A rotated secret reaches DMS only with
    the next change of the endpoint.

    Source: the AWS CloudFormation User Guide, page dynamic-references-secretsmanager, and docs/decisions/0020.

    Args:
        secret: The secret, in this account or with a key that opens it to this one.
        key: The name of the field in its JSON.

    Raises:
        ConfigurationError: `DMS-N001` for something that is not a secret, `DMS-Y020` for a key that a dynamic reference
            can't name.
    """

    secret: secretsmanager.ISecret
    key: str

    def __post_init__(self) -> None:
        check_is_secret(self.secret)
        if taken_as_is(self.key):
            return
        if not isinstance(self.key, str) or not self.key or _NOT_IN_KEYS.search(self.key):
            raise ConfigurationError(
                "DMS-Y020",
                "SecretField.key must be the name of a field in the secret's JSON, without colons, braces and "
                f"backslashes, which a dynamic reference can't hold, got {shown(self.key, secret=True)}; "
                f"write {_EXAMPLE}",
            )

    @property
    def reference(self) -> str:
        """The dynamic reference, as a CDK token."""
        return self.secret.secret_value_from_json(self.key).unsafe_unwrap()


def check_field(name: str, value: SecretField | None) -> None:
    """Raise unless this is a field of a secret, where one is given; what was given is not shown."""
    if value is None or isinstance(value, SecretField):
        return
    raise ConfigurationError(
        "DMS-Y021",
        f"{name} must be a field of a secret, got {shown(value, secret=True)}: a text would be readable in the "
        f"template; write {name.rpartition('.')[2]}={_EXAMPLE}",
    )


def see_fields(endpoint: Construct, **given: object) -> None:
    """Note the fields that an endpoint was given, for the look at the whole app."""
    for name, value in given.items():
        if isinstance(value, SecretField):
            see(SeenSecretField(construct=endpoint, secret=value.secret, argument=name))
