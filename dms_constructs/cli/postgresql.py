"""
The catalog of a PostgreSQL server.

It is read from `pg_catalog`: `information_schema` hides constraints from users who may only read, while `pg_catalog`
shows everyone all tables, and tells which of them the user may read. Tables are what DMS lists: ordinary, partitioned,
and each partition, but no foreign tables. Schemas of temporary and TOAST tables are left out.

A partitioned table has 0 rows and 0 bytes: all are in its partitions, which are tables of the catalog too, so nothing
is counted twice. Other rows are estimated as the server's planner does it, by the rows that a page had when the
table was last analyzed, and where it never was, by the statistics of its use.
"""

from __future__ import annotations

from dataclasses import replace

import sqlalchemy
from sqlalchemy import text

from dms_constructs.catalog import Catalog, NotSeen, UnseenPart
from dms_constructs.catalog.rows import Rows
from dms_constructs.cli import unseen
from dms_constructs.cli.change_rates import Counters
from dms_constructs.cli.postgresql_queries import Queries
from dms_constructs.cli.querying import rows
from dms_constructs.cli.trouble import Trouble
from dms_constructs.cli.wanting import Wanted
from dms_constructs.engines import EngineName

__all__ = ["counters", "read"]

# Transactions get a number when they change something. Most commits that statistics count only end reading.
_COUNTERS = """
    select
        pg_catalog.pg_wal_lsn_diff(
            case
                when pg_catalog.pg_is_in_recovery() then pg_catalog.pg_last_wal_replay_lsn()
                else pg_catalog.pg_current_wal_lsn()
            end,
            '0/0'
        ) as log_bytes,
        pg_catalog.txid_snapshot_xmax(pg_catalog.txid_current_snapshot()) as transactions
"""


def read(connection: sqlalchemy.Connection, wanted: Wanted, *, sizes: bool = False) -> Catalog:
    """Read the catalog of the database that the connection is to."""
    # One snapshot for all queries, so that they tell of the same tables.
    snapshot = connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
    schemas = wanted.schemas
    version = tuple(part for part in connection.dialect.server_version_info or () if isinstance(part, int))
    queries = Queries(version, wanted)
    tables, columns, keys, foreign_keys, indexes = (
        rows(snapshot, text(query), schemas=list(schemas)) if schemas else rows(snapshot, text(query))
        for query in (
            queries.tables(sizes=sizes),
            queries.columns,
            queries.keys,
            queries.foreign_keys,
            queries.indexes,
        )
    )
    keys = _typed(keys)
    not_seen = [
        NotSeen(table["table_schema"], table["table_name"], UnseenPart(table["not_seen"]))
        for table in tables
        if table["not_seen"] is not None
    ]
    return Catalog.from_information_schema(
        tables=tables,
        columns=_typed(columns),
        primary_keys=keys.where("is_primary", value=True),
        unique_keys=keys.where("is_primary", value=False),
        foreign_keys=_typed(foreign_keys),
        secondary_indexes=_typed(indexes),
        not_seen=sorted(not_seen, key=unseen.by_name),
        engine=EngineName.POSTGRESQL,
    )


def _typed(found: Rows) -> Rows:
    """Say that the values are of their columns' types; text of a database of the encoding SQL_ASCII comes as bytes."""
    return replace(found, are_typed=not any(isinstance(value, bytes) for row in found.values[:1] for value in row))


def counters(connection: sqlalchemy.Connection) -> Counters:
    """
    Return what the server has counted so far: the place in its write-ahead log, and the next number of a transaction.

    Both are of all databases of the server. The log holds changes of indexes and images of whole pages too, so it is
    an upper estimate. Of a standby, they are what it has replayed.
    """
    log_bytes, transactions = connection.execute(text(_COUNTERS)).one()
    if log_bytes is None:
        raise Trouble("the server has replayed no log yet; leave out --change-seconds")
    return Counters(int(log_bytes), int(transactions))
