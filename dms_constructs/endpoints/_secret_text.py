"""What is written in a secret of this app, as far as that is known before deployment."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import aws_cdk as cdk
from aws_cdk import aws_secretsmanager as secretsmanager

from dms_constructs.app_wide.owned_secrets import is_attached, owner_of
from dms_constructs.errors import is_unresolved

__all__ = ["SecretText", "is_later"]

# What is known at deployment only, in a text: it can stand for a number in JSON, with and without quotes.
_LATER = "9007199254740993"


@dataclass(frozen=True, slots=True)
class SecretText:
    """What is written in a secret, or the template that it is generated from."""

    owner: secretsmanager.Secret
    """The secret that was made in this app."""
    text: str | None
    """Its text, with a mark for what is known at deployment only; None where all of it is."""
    generated: secretsmanager.CfnSecret.GenerateSecretStringProperty | None
    """How a part of it is generated; None where nothing is."""
    attached: bool
    """Whether it is asked for as attached to a database, which adds host and port."""

    @classmethod
    def of(cls, secret: secretsmanager.ISecret) -> SecretText | None:
        """Read a secret of this app; None of any other."""
        # An attachment adds host and port; what it was generated with stands at the secret that it is of.
        attached, owner = is_attached(secret), owner_of(secret)
        if owner is None:
            return None
        resource = owner.node.default_child
        if not isinstance(resource, secretsmanager.CfnSecret):
            return None
        generated = resource.generate_secret_string
        if not isinstance(generated, secretsmanager.CfnSecret.GenerateSecretStringProperty):
            text = _with_gaps(cdk.Stack.of(owner).resolve(resource.secret_string))
            return cls(owner, text, None, attached)
        template = _with_gaps(cdk.Stack.of(owner).resolve(generated.secret_string_template))
        return cls(owner, template, generated, attached)

    @property
    def user_name(self) -> str | None:
        """The user in it; None where that is not known before deployment."""
        if self.text is None or is_unresolved(self.text):
            return None
        try:
            document = json.loads(self.text)
        except json.JSONDecodeError:
            return None
        name = document.get("username") if isinstance(document, dict) else None
        return name if isinstance(name, str) and name.strip() and not is_later(name) else None


def is_later(value: object) -> bool:
    """Whether a value is known at deployment only."""
    return _LATER in str(value) or "{{resolve:" in str(value)


def _with_gaps(resolved: Any) -> str | None:
    """Return a resolved text with a mark for what is known at deployment only; None where all of it is."""
    if isinstance(resolved, str) or resolved is None:
        return resolved
    joined = resolved.get("Fn::Join") if isinstance(resolved, dict) else None
    if not isinstance(joined, list) or not isinstance(joined[1], list):
        return None
    return str(joined[0]).join(part if isinstance(part, str) else _LATER for part in joined[1])
