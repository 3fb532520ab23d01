"""A unique key of a table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from dms_constructs.catalog._shown import shown
from dms_constructs.errors import ConfigurationError

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
        if not isinstance(name, str) or not name:
            raise ConfigurationError(
                "DMS-D001",
                f"the name of a unique key must be a string that is not empty, got {shown(name)}",
                given=name,
            )
        where = f"unique key {name}"
        if isinstance(columns, str | Mapping) or not isinstance(columns, Iterable):
            raise ConfigurationError(
                "DMS-D002", f"{where}: columns must be a list, got {shown(columns)}; write [...]", given=columns
            )
        names = tuple(columns)
        for column in names:
            if not isinstance(column, str):
                raise ConfigurationError(
                    "DMS-D002", f"{where}: columns must be names of columns, got {shown(column)}", given=column
                )
        if not names:
            raise ConfigurationError("DMS-D003", f"{where} has no columns; name at least one", given=columns)
        if len(set(names)) != len(names):
            repeated = next(column for at, column in enumerate(names) if column in names[:at])
            raise ConfigurationError("DMS-D003", f"{where} has column {repeated} twice; remove one", given=repeated)
        if not isinstance(deferrable, bool):
            raise ConfigurationError(
                "DMS-D002", f"{where}: deferrable must be True or False, got {shown(deferrable)}", given=deferrable
            )
        object.__setattr__(self, "name", name)
        object.__setattr__(self, "columns", names)
        object.__setattr__(self, "deferrable", deferrable)
