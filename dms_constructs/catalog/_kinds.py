"""The check of what is known of a table or column beyond its names."""

from __future__ import annotations

import enum
from collections.abc import Mapping

from dms_constructs.catalog._shown import shown
from dms_constructs.errors import ConfigurationError

__all__ = ["check"]


def check(where: str, owner: object, kinds: Mapping[str, type]) -> None:
    """Raise unless each of these attributes is not known or of its kind."""
    for name, kind in kinds.items():
        given = getattr(owner, name)
        if given is None or type(given) is kind:
            continue
        if kind is str:
            if isinstance(given, str):
                continue
            allowed = "a string"
        elif issubclass(kind, enum.Enum):
            allowed = f"one of {', '.join(map(shown, kind))}"
        else:
            allowed = "True or False"
        raise ConfigurationError(
            "DMS-D002",
            f"{where}: {name} must be {allowed}, or None if it is not known, got {shown(given)}",
            given=given,
        )
