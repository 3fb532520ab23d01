"""A unique key of a table."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from dms_constructs.catalog import _names

__all__ = ["UniqueKey"]


@dataclass(frozen=True, slots=True, init=False)
class UniqueKey:
    """
    A unique key of a table: a unique constraint, or a unique index on columns of all rows.

    `UniqueKey("by_email", ["email"])`. An index on expressions or on some rows only is not a key.

    Args:
        name: Its name on the source.
        columns: The names of its columns, in order.
        deferrable: Whether it may be violated within a transaction; PostgreSQL has such keys. Default: it must hold
            at any time.

    Raises:
        ConfigurationError: `DMS-D001` for an empty name, `DMS-D002` for a value of the wrong type, `DMS-D003` for no
            columns or a column that is there twice.
    """

    name: str
    columns: tuple[str, ...]
    deferrable: bool = field(default=False, kw_only=True)

    def __init__(self, name: str, columns: Iterable[str], *, deferrable: bool = False) -> None:
        names = _names.of_key("unique key", name, columns, deferrable=deferrable)
        object.__setattr__(self, "name", name)
        object.__setattr__(self, "columns", names)
        object.__setattr__(self, "deferrable", deferrable)
