"""What a text of the CDK refers to, where it stands for an attribute of a construct of the app."""

from __future__ import annotations

import aws_cdk as cdk
from constructs import IConstruct

__all__ = ["alias_said", "construct_behind", "reference_of"]


def reference_of(text: str | None) -> cdk.Reference | None:
    """Return the reference that a text begins with; None for one that is known, and for any other token."""
    if text is None or not text.startswith("${Token["):
        return None
    token = cdk.Tokenization.reverse_string(text).first_token
    return token if isinstance(token, cdk.Reference) else None


def construct_behind(text: str | None) -> object:
    """Return the construct that a text refers to; None where it refers to none."""
    reference = reference_of(text)
    return reference.target if reference is not None else None


def alias_said(scope: IConstruct, key: str) -> str | None:
    """
    Return the alias that stands for a key, also where the CDK wrote it, as in `alias.key_arn`; None for anything else.

    Args:
        scope: A construct of the stack that says it.
        key: The key, as an L1 construct has it.
    """
    # The name of an `Alias` is a token that hides a text and refers to no construct.
    name = key.rpartition(":")[2]
    said = cdk.Stack.of(scope).resolve(name) if name.startswith("${Token[") else name
    return said if isinstance(said, str) and said.startswith("alias/") else None
