"""What a user could not see of a source."""

from __future__ import annotations

import enum
from dataclasses import dataclass

from dms_constructs.catalog import _names
from dms_constructs.catalog._shown import shown
from dms_constructs.errors import ConfigurationError

__all__ = ["NotSeen", "UnseenPart"]


class UnseenPart(str, enum.Enum):
    """What of a table a user could not see."""

    TABLE = "table"
    """The user may not read it. What the catalog has of it, if anything, is what the server tells everyone."""
    COLUMNS = "columns"
    """The user may read some of its columns only. MySQL and MariaDB tell of no others."""
    KEYS = "keys"
    """Its keys: a catalog without them does not say that it has none."""


@dataclass(frozen=True, slots=True)
class NotSeen:
    """
    A table that a user could not see, or not all of it.

    `NotSeen("shop", "orders", UnseenPart.KEYS)`. `dms-constructs catalog` notes them: a catalog that a user with few
    rights reads is not all of the source.

    Args:
        schema: The name of its schema; for MySQL, of its database.
        name: Its own name.
        what: What could not be seen.

    Raises:
        ConfigurationError: `DMS-D001` for an empty name, `DMS-D002` for something else than a part.
    """

    schema: str
    name: str
    what: UnseenPart

    def __post_init__(self) -> None:
        _names.check("the schema of a table that was not seen", self.schema)
        _names.check("the name of a table that was not seen", self.name)
        if not isinstance(self.what, UnseenPart):
            raise ConfigurationError(
                "DMS-D002",
                f"what was not seen of {self.schema}.{self.name} must be a member of dms.UnseenPart, got "
                f"{shown(self.what)}; write, for example, dms.UnseenPart.KEYS",
                given=self.what,
            )
