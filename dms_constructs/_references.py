"""What a text of the CDK refers to, where it stands for an attribute of a construct of the app."""

from __future__ import annotations

import aws_cdk as cdk

__all__ = ["construct_behind", "reference_of"]


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
