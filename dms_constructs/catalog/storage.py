"""How a server keeps the values of a column and the rows of a table."""

from __future__ import annotations

import enum

__all__ = ["Generated", "Persistence", "ReplicaIdentity"]


class Generated(str, enum.Enum):
    """
    Whether a server works out the values of a column from others.

    Sources: the MySQL reference manual, page create-table-generated-columns; the PostgreSQL documentation, page
    ddl-generated-columns.
    """

    NEVER = "never"
    """An ordinary column."""
    STORED = "stored"
    """When a row is written; the values are in the table."""
    VIRTUAL = "virtual"
    """When a row is read; the table has no values. PostgreSQL has such columns since version 18."""


class Persistence(str, enum.Enum):
    """
    Whether PostgreSQL logs the changes of a table.

    Source: the PostgreSQL documentation, page sql-createtable.
    """

    PERMANENT = "permanent"
    """It does."""
    UNLOGGED = "unlogged"
    """It doesn't, so no change of the table can be replicated, and a crash empties the table."""


class ReplicaIdentity(str, enum.Enum):
    """
    What PostgreSQL logs of a row that is updated or deleted, to find it elsewhere.

    Source: the PostgreSQL documentation, page sql-altertable.
    """

    DEFAULT = "default"
    """The columns of the primary key, if there is one."""
    NOTHING = "nothing"
    """Nothing."""
    FULL = "full"
    """All columns."""
    INDEX = "index"
    """The columns of a unique index that was chosen."""
