"""The checks of names, and of the keys that are made of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from dms_constructs.catalog._shown import shown
from dms_constructs.errors import ConfigurationError

__all__ = ["check", "check_table", "of_key"]


def check(what: str, given: str) -> None:
    """Raise unless a name is a string that is not empty."""
    if not isinstance(given, str) or not given:
        raise ConfigurationError(
            "DMS-D001",
            f"{what} must be a string that is not empty, got {shown(given)}; write the name that it has on the source",
            given=given,
        )


def check_table(what: str, given: str) -> None:
    """Raise unless a text names a table with its schema."""
    if not isinstance(given, str) or not all(given.partition(".")):
        raise ConfigurationError(
            "DMS-D002",
            f'{what} must be the name of a table with its schema, such as "shop.orders", got {shown(given)}',
            given=given,
        )


def of_key(kind: str, name: str, columns: Iterable[str], *, deferrable: bool) -> tuple[str, ...]:
    """Return the columns of a key, or raise unless name, columns and deferrable are such."""
    check(f"the name of a {kind}", name)
    where = f"{kind} {name}"
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
    return names
