"""Transformations that hide what columns hold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar, TypeVar

from dms_constructs import _checks
from dms_constructs.mappings.rules.transformation import Effect, OnColumns
from dms_constructs.mappings.rules.words import object_in_words, shown

__all__ = ["MaskDigits", "MaskWithHash", "Masking", "RandomizeDigits"]

T = TypeVar("T", bound="Masking")


@dataclass(frozen=True, slots=True, repr=False)
class Masking(OnColumns):
    """What the masking rules share."""

    EFFECT = Effect.MASK
    HIDDEN: ClassVar[str]

    def hidden(self) -> str:
        """Say in plain words what is done to a value."""
        return self.HIDDEN

    def describe(self) -> str:
        """Say in plain words what the rule does."""
        return f"mask {object_in_words(self.KINDS, self.names())}: {self.hidden()}"


@dataclass(frozen=True, slots=True, repr=False)
class MaskDigits(Masking):
    """
    Write one character in place of every digit: `MaskDigits("shop", "customers", "passport", "#")`.

    For columns of the DMS data types `string` and `wstring`. DMS does not validate masked columns, and masks from
    engine version 3.5.4 on. Source: the DMS User Guide, page
    CHAP_Tasks.CustomizingTasks.TableMapping.SelectionTransformation.Masking.

    Args:
        schema: A schema's name on the source, or a pattern with `%` and `_`.
        table: A table's name on the source, or a pattern.
        column: A column's name on the source, or a pattern.
        character: One printable ASCII character that is not a space.
        of_type: Only columns that are of this DMS data type on the source. Default: of any.
        rule_id: Digits. Default: the rule's position.
        rule_name: Letters and digits. Default: the id.

    Raises:
        ConfigurationError: `DMS-M010` for an empty name, `DMS-M025` for a type that DMS does not know, `DMS-M036` for
            another character.
    """

    KIND = ("transformation", "column", "data-masking-digits-mask")
    HIDDEN = "digits masked"

    character: str = field()

    def check_values(self) -> None:
        """Raise unless the rule's own values make sense."""
        Masking.check_values(self)
        given = self.character
        if _checks.taken_as_is(given):
            return
        if not (isinstance(given, str) and len(given) == 1 and given.isascii() and given.isprintable()) or given == " ":
            self._refuse(
                "DMS-M036",
                f"character must be one printable ASCII character that is not a space, got {shown(given)}; write '#'",
                given,
            )

    def body(self) -> dict[str, Any]:
        """Return a new dict of the rule as DMS wants it, without its id and name."""
        return Masking.body(self) | {"value": self.character}

    @classmethod
    def from_body(cls: type[T], body: Mapping[str, Any], **values: Any) -> T | None:
        """Return the rule that a well-formed body of this kind stands for."""
        return super(MaskDigits, cls).from_body(body, character=body["value"], **values)

    def hidden(self) -> str:
        """Say in plain words what is done to a value."""
        return f"digits replaced by {self.character}"


@dataclass(frozen=True, slots=True, repr=False)
class RandomizeDigits(Masking):
    """
    Write a random digit in place of every digit.

    For columns of the DMS data types `string` and `wstring`, `numeric` and the integers. It is not the same at every
    load, so it is not for keys. For the rest see `MaskDigits`.
    """

    KIND = ("transformation", "column", "data-masking-digits-randomize")
    HIDDEN = "digits randomized"


@dataclass(frozen=True, slots=True, repr=False)
class MaskWithHash(Masking):
    """
    Write the SHA-256 of a value in its place, which is always 64 characters long.

    For columns of the DMS data types `string` and `wstring`; the column on the target must have room, so add a
    `ChangeDataType` before it where it has not. The only mask for keys. For the rest see `MaskDigits`.
    """

    KIND = ("transformation", "column", "data-masking-hash-mask")
    HIDDEN = "replaced by a hash"
