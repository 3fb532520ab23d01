"""What the server of a target makes of names: how long they may be, and which it keeps for itself."""

from __future__ import annotations

from dms_constructs import facts
from dms_constructs.engines import EngineName, NameLimit, known

__all__ = ["TargetServer", "cut"]

_PUBLIC = "public"
_SHORT = 60
"""Bytes of a name that is proposed."""


class TargetServer:
    """
    What is known of the names on a target.

    Args:
        engine: Its engine, or None when it is not known.

    Attributes:
        limit: How long names may be, where that is known.
        system_columns: The names that no column can have.
    """

    def __init__(self, engine: EngineName | None) -> None:
        record = engine.record if engine is not None else None
        kind = record.protocol if record is not None else ""
        self.limit: NameLimit | None = known(record.name_limit) if record is not None else None
        self.system_columns: frozenset[str] = frozenset(facts.engines()["system_columns"]["value"].get(kind, ()))
        self._schemas = frozenset(known(record.system_schemas) or ()) if record is not None else frozenset()
        self._reserved: tuple[str, ...] = tuple(facts.engines()["reserved_schemas"]["value"].get(kind, ()))
        self._has_public = kind == "postgresql"

    def keeps_schema(self, schema: str) -> bool:
        """Whether a schema is one of the system's, or can't be made."""
        return schema in self._schemas or schema.startswith(self._reserved)

    def is_public_in_other_case(self, schema: str) -> bool:
        """Whether a schema is probably meant to be `public`, and is another one."""
        return self._has_public and schema != _PUBLIC and schema.lower() == _PUBLIC


def cut(name: str, length: int = _SHORT) -> str:
    """Return the beginning of a name that has at most so many bytes."""
    return name.encode()[:length].decode(errors="ignore")
