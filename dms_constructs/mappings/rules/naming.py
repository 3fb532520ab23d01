"""What the rules that give objects another name share."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from dms_constructs.mappings.rules.transformation import Effect, Transformation

__all__ = ["Naming"]


class Naming(Transformation):
    """A rule that says what objects are called on the target. It has no slots, so it mixes with the bases."""

    __slots__ = ()

    EFFECT = Effect.NAME

    def new_name(self, name: str, variables: Mapping[str, str], /) -> str | None:
        """
        Return what the rule makes of a name, or None when that is known at run time only.

        Args:
            name: The object's name on the source.
            variables: What an expression may use, for example `AR_M_SOURCE_SCHEMA`.
        """
        raise NotImplementedError

    def function(self) -> Callable[[str], str] | None:
        """Return what makes the new name of the old one alone, or None when the rule takes more than that."""
        raise NotImplementedError
