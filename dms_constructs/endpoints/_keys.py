"""KMS keys in policies: a policy names keys by ARN, and an alias there allows nothing."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from aws_cdk import aws_kms as kms

from dms_constructs._checks import Importer, is_object_with, provides
from dms_constructs._code import SELF, call

__all__ = ["KeyInPolicy", "check_key", "is_of_aws", "known_key"]


_ALIAS = re.compile(r"(?:arn:aws[\w-]*:kms:[\w-]*:\d*:)?(alias/[\w/-]+)")


def check_key(name: str, key: kms.IKey | None) -> None:
    """Raise unless this is a KMS key, where one is given."""
    example = "kms.Key.from_key_arn(self, 'Key', 'arn:aws:kms:...')"
    if isinstance(key, str) and (alias := _ALIAS.fullmatch(key)):
        example = call("kms.Alias.from_alias_name", SELF, "Key", alias[1])
    provides(
        name,
        key,
        "key_arn",
        "a KMS key",
        example,
        by_arn=Importer("kms.Key.from_key_arn", "Key", ":key/", "AWS::KMS::Key", "attr_arn"),
        secret=True,
    )


def is_of_aws(key: kms.IKey) -> bool:
    """Whether this is an alias of a key that AWS manages, which works for one service only."""
    return ":alias/aws/" in key.key_arn


def known_key(key: kms.IKey) -> kms.IKey | None:
    """Return the key itself, or the one that an alias stands for; None where only the account of the alias knows."""
    # An alias of the app has an ARN that is a token, and one that was imported as a key has no name.
    if not is_object_with(key, "alias_name") and ":alias/" not in key.key_arn:
        return key
    try:
        target: kms.IKey = key.alias_target_key  # type: ignore[attr-defined]  # of aliases, which are keys to the CDK
    except (AttributeError, RuntimeError):
        return None  # imported by its ARN, or by its name
    return target


@dataclass(frozen=True, slots=True)
class KeyInPolicy:
    """How a statement of a policy names a key."""

    resource: str
    condition: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def of(cls, key: kms.IKey) -> KeyInPolicy:
        """Name the key or, where only the account of an alias knows it, whatever key has that alias there."""
        known = known_key(key)
        if known is not None:
            return cls(known.key_arn)
        start, _, name = key.key_arn.rpartition(":")
        return cls(f"{start}:key/*", {"Condition": {"ForAnyValue:StringEquals": {"kms:ResourceAliases": name}}})
