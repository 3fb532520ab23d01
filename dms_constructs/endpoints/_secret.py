"""What never changes of a secret, read once for all endpoints that use it: each reading is a call to Node, or two."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import ClassVar
from weakref import WeakKeyDictionary

from aws_cdk import aws_kms as kms, aws_secretsmanager as secretsmanager

from dms_constructs.endpoints._keys import KeyInPolicy
from dms_constructs.errors import is_unresolved

# What Secrets Manager adds to a name.
_SUFFIX = re.compile(r"-[A-Za-z0-9]{6}$")


@dataclass(frozen=True, slots=True)
class KnownSecret:
    """The ARNs of a secret; CDK tokens where the app makes it."""

    arn: str
    full_arn: str | None
    """With the suffix that Secrets Manager gives it, where that is known."""
    key: KeyInPolicy | None
    """Its key, when it has a key of its own."""
    is_complete: bool = False
    """Whether it surely holds what DMS reads: this library made it, and attached it to its database."""

    _known: ClassVar[WeakKeyDictionary[secretsmanager.ISecret, KnownSecret]] = WeakKeyDictionary()

    @property
    def identity(self) -> str:
        """Its ARN without a suffix that is known: one secret is imported with it, without it, and by its name."""
        if self.full_arn is None or is_unresolved(self.full_arn):
            return self.arn
        return _SUFFIX.sub("", self.full_arn)

    @classmethod
    def of(cls, secret: secretsmanager.ISecret) -> KnownSecret:
        """Return what is known of this secret."""
        known = cls._known.get(secret)
        if known is None:
            key = secret.encryption_key
            known = cls(secret.secret_arn, secret.secret_full_arn, KeyInPolicy.of(key) if key is not None else None)
            cls._known[secret] = known
        return known

    @classmethod
    def note(cls, secret: secretsmanager.ISecret, key: kms.IKey | None) -> None:
        """Note a secret that this library made and attached to its database."""
        arn = secret.secret_arn
        cls._known[secret] = cls(arn, arn, KeyInPolicy.of(key) if key is not None else None, is_complete=True)

    @classmethod
    def has(cls, secret: object) -> bool:
        """Whether this was read before, and so is a secret."""
        return secret in cls._known
