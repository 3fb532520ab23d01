"""What never changes of a secret, read once for all endpoints that use it: each reading is a call to Node, or two."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar
from weakref import WeakKeyDictionary

from aws_cdk import aws_secretsmanager as secretsmanager


@dataclass(frozen=True, slots=True)
class KnownSecret:
    """The ARNs of a secret; CDK tokens where the app makes it."""

    arn: str
    full_arn: str | None
    """With the suffix that Secrets Manager gives it, where that is known."""
    key_arn: str | None
    """The ARN of its key, when it has a key of its own."""

    _known: ClassVar[WeakKeyDictionary[secretsmanager.ISecret, KnownSecret]] = WeakKeyDictionary()

    @classmethod
    def of(cls, secret: secretsmanager.ISecret) -> KnownSecret:
        """Return what is known of this secret."""
        known = cls._known.get(secret)
        if known is None:
            key = secret.encryption_key
            known = cls(secret.secret_arn, secret.secret_full_arn, key.key_arn if key is not None else None)
            cls._known[secret] = known
        return known

    @classmethod
    def has(cls, secret: object) -> bool:
        """Whether this was read before, and so is a secret."""
        return secret in cls._known
