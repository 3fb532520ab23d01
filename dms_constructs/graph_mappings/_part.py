"""An object of a graph mapping's document, as it is read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from dms_constructs.errors import ConfigurationError, did_you_mean, shown

__all__ = ["Part"]


class Part:
    """
    An object of a document that is read, which knows where it stands.

    Args:
        given: What stands there.
        where: Where that is.
        members: The names that it can have: DMS would leave out what a misspelt one says.

    Raises:
        ConfigurationError: `DMS-Y028` for what is not an object, or has another member.
    """

    def __init__(self, given: object, where: str, members: tuple[str, ...]) -> None:
        if not isinstance(given, Mapping):
            raise ConfigurationError("DMS-Y028", f"{where} must be an object, got {shown(given)}; write {{...}}")
        other = next((str(name) for name in given if name not in members), None)
        if other is not None:
            near = did_you_mean(other, members)
            write = f"correct it, or remove it: it can have {', '.join(members)}"
            raise ConfigurationError(
                "DMS-Y028", f"{where} has {other!r}, which DMS does not have{near}; {write}", given=other
            )
        self._given = given
        self._where = where

    def text(self, name: str) -> str:
        """Return a text that must be there."""
        value = self._given.get(name)
        if not isinstance(value, str):
            raise ConfigurationError(
                "DMS-Y028", f"{self._where}.{name} must be a string, got {shown(value)}; write {name!r}: '...'"
            )
        return value

    def optional(self, name: str) -> str | None:
        """Return a text that may be missing."""
        return self.text(name) if self._given.get(name) is not None else None

    def part(self, name: str, members: tuple[str, ...]) -> Part:
        """Return an object inside."""
        return Part(self._given.get(name), f"{self._where}.{name}", members)

    def parts(self, name: str, members: tuple[str, ...]) -> Iterator[Part]:
        """Yield the objects of a list, which may be missing."""
        given = self._given.get(name) or []
        if not isinstance(given, list):
            raise ConfigurationError(
                "DMS-Y028", f"{self._where}.{name} must be a list, got {shown(given)}; write {name!r}: [...]"
            )
        for number, each in enumerate(given):
            yield Part(each, f"{self._where}.{name}[{number}]", members)
