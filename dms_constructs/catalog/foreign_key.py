"""A foreign key of a table."""

from __future__ import annotations

import enum
from collections.abc import Iterable
from dataclasses import dataclass, field

from dms_constructs.catalog import _names
from dms_constructs.catalog._shown import shown
from dms_constructs.errors import ConfigurationError

__all__ = ["ForeignKey", "ReferentialAction"]


class ReferentialAction(str, enum.Enum):
    """
    What a server does with the rows that refer to one which is deleted, or whose key is updated.

    Changes that it makes this way are not in MySQL's binary log. Source: the MySQL reference manual, page
    create-table-foreign-keys.
    """

    NO_ACTION = "no_action"
    """It refuses, at the latest at the end of the statement or, of a deferred key, of the transaction."""
    RESTRICT = "restrict"
    """It refuses at once."""
    CASCADE = "cascade"
    """It deletes them, or updates them too."""
    SET_NULL = "set_null"
    """It makes the columns of their key null."""
    SET_DEFAULT = "set_default"
    """It gives the columns of their key their defaults."""


@dataclass(frozen=True, slots=True, init=False)
class ForeignKey:
    """
    A foreign key of a table.

    `ForeignKey("of_customer", ["customer_id"], references="shop.customers", on_delete=ReferentialAction.CASCADE)`.

    Args:
        name: Its name on the source.
        columns: The names of its columns, in order.
        references: The table that it refers to, as `schema.table`.
        on_delete: What happens to its rows when the row that they refer to is deleted. Default: that is refused.
        on_update: The same when the key of that row is updated. Default: that is refused.
        deferrable: Whether it may be violated within a transaction; PostgreSQL has such keys. Default: it must hold
            at the end of each statement.

    Raises:
        ConfigurationError: `DMS-D001` for an empty name, `DMS-D002` for a value of the wrong type, `DMS-D003` for no
            columns or a column that is there twice.
    """

    name: str
    columns: tuple[str, ...]
    references: str = field(kw_only=True)
    on_delete: ReferentialAction = field(default=ReferentialAction.NO_ACTION, kw_only=True)
    on_update: ReferentialAction = field(default=ReferentialAction.NO_ACTION, kw_only=True)
    deferrable: bool = field(default=False, kw_only=True)

    def __init__(
        self,
        name: str,
        columns: Iterable[str],
        *,
        references: str,
        on_delete: ReferentialAction = ReferentialAction.NO_ACTION,
        on_update: ReferentialAction = ReferentialAction.NO_ACTION,
        deferrable: bool = False,
    ) -> None:
        names = _names.of_key("foreign key", name, columns, deferrable=deferrable)
        where = f"foreign key {name}"
        _names.check_table(f"{where}: references", references)
        for what, action in (("on_delete", on_delete), ("on_update", on_update)):
            if not isinstance(action, ReferentialAction):
                raise ConfigurationError(
                    "DMS-D002",
                    f"{where}: {what} must be a member of dms.ReferentialAction, got {shown(action)}; write, for "
                    f"example, {what}=dms.ReferentialAction.CASCADE",
                    given=action,
                )
        put = object.__setattr__
        put(self, "name", name)
        put(self, "columns", names)
        put(self, "references", references)
        put(self, "on_delete", on_delete)
        put(self, "on_update", on_update)
        put(self, "deferrable", deferrable)

    @property
    def cascades(self) -> bool:
        """Whether the server changes or deletes rows by itself to keep it."""
        return not _REFUSES.issuperset({self.on_delete, self.on_update})


_REFUSES = frozenset({ReferentialAction.NO_ACTION, ReferentialAction.RESTRICT})
