"""The answers of a server."""

from __future__ import annotations

from typing import Any

import sqlalchemy

__all__ = ["rows"]


def rows(connection: sqlalchemy.Connection, query: sqlalchemy.TextClause, **parameters: Any) -> list[dict[str, Any]]:
    """Return what a query returns, each row as a dict; MySQL 8 has names in upper case, which become lower case."""
    result = connection.execute(query, parameters)
    names = [name.lower() for name in result.keys()]  # noqa: SIM118  # not a dict
    return [dict(zip(names, row, strict=True)) for row in result]
