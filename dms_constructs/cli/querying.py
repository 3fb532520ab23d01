"""The answers of a server."""

from __future__ import annotations

from typing import Any

import sqlalchemy

from dms_constructs.catalog.rows import Rows

__all__ = ["rows"]


def rows(connection: sqlalchemy.Connection, query: sqlalchemy.TextClause, **parameters: Any) -> Rows:
    """Return what a query returns; MySQL 8 has names in upper case, which become lower case."""
    result = connection.execute(query, parameters)
    # The driver's own rows: SQLAlchemy would make an object of each.
    return Rows(tuple(name.lower() for name in result.keys()), result.cursor.fetchall())  # noqa: SIM118  # not a dict
