"""Secrets that the app makes, and those that it attaches to databases: by L2 or by L1 constructs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from weakref import WeakKeyDictionary

import aws_cdk as cdk
from aws_cdk import aws_kms as kms, aws_secretsmanager as secretsmanager
from constructs import IConstruct

from dms_constructs._references import construct_behind
from dms_constructs.errors import is_unresolved

__all__ = ["attachment_beside", "is_attached", "is_of_app", "owner_of", "parts_of", "secret_of"]

_ATTACHMENT = secretsmanager.CfnSecretTargetAttachment
# What stands for an L1 attachment, by it, and the attachment by that.
_SECRETS: WeakKeyDictionary[secretsmanager.CfnSecretTargetAttachment, secretsmanager.ISecret] = WeakKeyDictionary()
_ATTACHMENTS: WeakKeyDictionary[secretsmanager.ISecret, secretsmanager.CfnSecretTargetAttachment] = WeakKeyDictionary()

# What an attached secret is in: asked for each check that has to know what the app makes.
_AROUND: WeakKeyDictionary[secretsmanager.ISecret, IConstruct | None] = WeakKeyDictionary()


def secret_of(
    given: secretsmanager.ISecret | secretsmanager.CfnSecretTargetAttachment,
) -> secretsmanager.ISecret:
    """
    Return a secret as it is; for an L1 attachment its secret, as it is once the attachment has written host and port.

    Its ARN refers to the attachment, so what uses it waits for that.
    """
    if not isinstance(given, _ATTACHMENT):
        return given
    if given not in _SECRETS:
        owner = _made_as(given)
        key = owner.encryption_key if owner is not None else _key_of(given)
        found = secretsmanager.Secret.from_secret_attributes(
            given,
            "Secret",
            secret_complete_arn=given.ref,
            encryption_key=key,
        )
        _SECRETS[given], _ATTACHMENTS[found] = found, given
    return _SECRETS[given]


def owner_of(secret: secretsmanager.ISecret) -> secretsmanager.Secret | None:
    """Return the secret that the app makes, also for one that is attached to a database; None for any other."""
    owner: Any = secret
    if secret in _ATTACHMENTS:
        owner = _made_as(_ATTACHMENTS[secret])
    elif isinstance(secret, secretsmanager.SecretTargetAttachment):
        if secret not in _AROUND:
            _AROUND[secret] = secret.node.scope
        owner = _AROUND[secret]
    return owner if isinstance(owner, secretsmanager.Secret) else None


def is_of_app(secret: secretsmanager.ISecret) -> bool:
    """Whether the app makes a secret, and so shows its policy and its rotation."""
    return isinstance(secret, secretsmanager.SecretTargetAttachment) or owner_of(secret) is not None


def is_attached(secret: secretsmanager.ISecret) -> bool:
    """Whether this is a secret as it is once it is attached to a database."""
    return isinstance(secret, secretsmanager.SecretTargetAttachment) or secret in _ATTACHMENTS


def attachment_beside(secret: IConstruct) -> IConstruct | None:
    """Return the L1 construct beside a secret of the app that attaches it to a database; None without one."""
    scope = secret.node.scope
    beside = scope.node.children if scope is not None else []
    return next((each for each in beside if isinstance(each, _ATTACHMENT) and _made_as(each) is secret), None)


def parts_of(secret: secretsmanager.ISecret) -> Iterator[IConstruct]:
    """Yield what was added to a secret: to itself, and for one that is attached to a database, to the one around it."""
    yield from secret.node.children
    owner = owner_of(secret)
    if owner is not None and owner is not secret:
        yield from owner.node.children


def _made_as(attachment: secretsmanager.CfnSecretTargetAttachment) -> secretsmanager.Secret | None:
    """Return the secret that an L1 attachment is of, where the app makes it as an L2 construct."""
    resource = construct_behind(attachment.secret_id)
    scope = resource.node.scope if isinstance(resource, secretsmanager.CfnSecret) else None
    return scope if isinstance(scope, secretsmanager.Secret) else None


def _key_of(attachment: secretsmanager.CfnSecretTargetAttachment) -> kms.IKey | None:
    """Return the key of the L1 secret that an attachment is of, imported under the attachment."""
    resource = construct_behind(attachment.secret_id)
    said = resource.kms_key_id if isinstance(resource, secretsmanager.CfnSecret) else None
    if said is None or "alias/aws/" in said:
        return None
    behind = construct_behind(said)
    if isinstance(behind, kms.CfnKey):
        made = behind.node.scope
        return made if isinstance(made, kms.Key) else kms.Key.from_key_arn(attachment, "Key", behind.attr_arn)
    if said.startswith("alias/"):
        return kms.Alias.from_alias_name(attachment, "Key", said)
    if not said.startswith("arn:") and not is_unresolved(said):
        said = cdk.Stack.of(attachment).format_arn(service="kms", resource="key", resource_name=said)
    return kms.Key.from_key_arn(attachment, "Key", said)
