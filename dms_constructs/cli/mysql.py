"""
The catalog of a MySQL or MariaDB server.

It is read from `information_schema`, which has the tables that the user has a right to. Primary keys come from the rows
of indexes, which are there for whoever may read a table.
"""

from __future__ import annotations

import sqlalchemy
from sqlalchemy import text

from dms_constructs.catalog import Catalog
from dms_constructs.engine_name import EngineName

__all__ = ["engine", "read"]

_TABLES = "select table_schema, table_name, table_type from information_schema.tables"
_COLUMNS = """
    select table_schema, table_name, column_name, ordinal_position, column_type from information_schema.columns
"""
_PRIMARY_KEYS = """
    select table_schema, table_name, column_name, seq_in_index as ordinal_position
    from information_schema.statistics
    where index_name = 'PRIMARY'
"""


def engine(connection: sqlalchemy.Connection) -> EngineName:
    """Return which of the two the server is."""
    version = connection.execute(text("select version()")).scalar_one()
    return EngineName.MARIADB if "mariadb" in str(version).lower() else EngineName.MYSQL


def read(connection: sqlalchemy.Connection, engine: EngineName) -> Catalog:
    """Read the catalog of the whole server."""
    tables, columns, primary_keys = (
        [dict(row) for row in connection.execute(text(query)).mappings()]
        for query in (_TABLES, _COLUMNS, _PRIMARY_KEYS)
    )
    return Catalog.from_information_schema(tables=tables, columns=columns, primary_keys=primary_keys, engine=engine)
