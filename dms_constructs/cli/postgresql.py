"""
The catalog of a PostgreSQL server.

It is read from `pg_catalog`: `information_schema` hides constraints from users who may only read. Tables are what DMS
lists: ordinary, partitioned, and each partition, but no foreign tables; views are those that `information_schema` has,
so no materialized ones. Schemas of temporary and TOAST tables are left out.

A partitioned table has 0 rows and 0 bytes: all are in its partitions, which are tables of the catalog too, so nothing
is counted twice. Other rows are estimated as the server's planner does it, by the rows that a page had when the
table was last analyzed, and where it never was, by the statistics of its use.
"""

from __future__ import annotations

import sqlalchemy
from sqlalchemy import text

from dms_constructs.catalog import Catalog
from dms_constructs.cli.change_rates import Counters
from dms_constructs.cli.trouble import Trouble
from dms_constructs.engines import EngineName

__all__ = ["counters", "read"]

_RELATIONS = """
    from pg_catalog.pg_class as relation
    join pg_catalog.pg_namespace as namespace on namespace.oid = relation.relnamespace
"""
_WANTED = """
    relation.relkind in ('r', 'p', 'v') and namespace.nspname !~ '^pg_(toast|temp_|toast_temp_)'
"""
_SIZES = """
        , case relation.relkind when 'v' then null else pg_catalog.pg_table_size(relation.oid) end as data_length,
        case
            when relation.relkind = 'v' then null
            when relation.relkind = 'p' then 0
            when relation.reltuples > 0 and relation.relpages > 0 then
                round(relation.reltuples / relation.relpages * pages.number)
            when pg_catalog.pg_stat_get_live_tuples(relation.oid) > 0 then
                pg_catalog.pg_stat_get_live_tuples(relation.oid)
            when pages.number = 0 then 0
        end as table_rows
"""
_PAGES = """
    cross join lateral (
        select pg_catalog.pg_relation_size(relation.oid) / pg_catalog.current_setting('block_size')::integer as number
    ) as pages
"""


def _tables(more: str = "", joined: str = "") -> str:
    return f"""
        select
            namespace.nspname as table_schema,
            relation.relname as table_name,
            case relation.relkind when 'v' then 'VIEW' else 'BASE TABLE' end as table_type
            {more}
        {_RELATIONS}
        {joined}
        where {_WANTED}
    """  # all of it is written here


# A domain is the type that it is based on, as `information_schema` says too. Types of extensions go by their bare name,
# because the schema that an extension is in says nothing.
_COLUMNS = f"""
    with recursive base (oid, type, modifier) as (
        select oid, typbasetype, typtypmod from pg_catalog.pg_type where typtype = 'd'
        union all
        select base.oid, domain.typbasetype, domain.typtypmod
        from base
        join pg_catalog.pg_type as domain on domain.oid = base.type and domain.typtype = 'd'
    ),
    simple as (
        select
            attribute.attrelid,
            attribute.attname,
            attribute.attnum,
            coalesce(base.type, attribute.atttypid) as type,
            case when base.type is null then attribute.atttypmod else base.modifier end as modifier
        from pg_catalog.pg_attribute as attribute
        left join base on base.oid = attribute.atttypid and not exists (
            select from pg_catalog.pg_type as domain where domain.oid = base.type and domain.typtype = 'd'
        )
        where attribute.attnum > 0 and not attribute.attisdropped
    )
    select
        namespace.nspname as table_schema,
        relation.relname as table_name,
        simple.attname as column_name,
        simple.attnum as ordinal_position,
        case
            when type.typtype = 'e' then 'enum'
            when type.typtype = 'c' then 'composite'
            when type.typtype = 'b' and type.typcategory <> 'A'
                and type.typnamespace <> (select oid from pg_catalog.pg_namespace where nspname = 'pg_catalog')
                then type.typname
            else pg_catalog.format_type(simple.type, simple.modifier)
        end as column_type
    {_RELATIONS}
    join simple on simple.attrelid = relation.oid
    join pg_catalog.pg_type as type on type.oid = simple.type
    where {_WANTED}
"""  # noqa: S608  # all of it is written here
# Of indexes, because many unique ones are no constraints. One on expressions or some rows only is not a key, and one
# that is being built or failed to be holds for nothing. Columns that are in an index without being part of its key come
# last; servers before version 11 have none and don't know the number of the others.
_KEYS = f"""
    select
        namespace.nspname as table_schema,
        relation.relname as table_name,
        named.relname as constraint_name,
        attribute.attname as column_name,
        key.position as ordinal_position,
        its.indisprimary as is_primary,
        case when its.indimmediate then 'NO' else 'YES' end as is_deferrable
    {_RELATIONS}
    join pg_catalog.pg_index as its on its.indrelid = relation.oid
    join pg_catalog.pg_class as named on named.oid = its.indexrelid
    cross join lateral pg_catalog.unnest(its.indkey::pg_catalog.int2[]) with ordinality as key (attnum, position)
    join pg_catalog.pg_attribute as attribute
        on attribute.attrelid = relation.oid and attribute.attnum = key.attnum
    where {_WANTED}
        and its.indisunique and its.indisvalid and its.indpred is null and its.indexprs is null
        and key.position <= coalesce(
            (pg_catalog.row_to_json(its) ->> 'indnkeyatts')::pg_catalog.int4, its.indnatts
        )
"""  # all of it is written here


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


def read(connection: sqlalchemy.Connection, *, sizes: bool = False) -> Catalog:
    """Read the catalog of the database that the connection is to."""
    # One snapshot for all queries, so that they tell of the same tables.
    snapshot = connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
    tables, columns, keys = (
        [dict(row) for row in snapshot.execute(text(query)).mappings()]
        for query in (_tables(_SIZES, _PAGES) if sizes else _tables(), _COLUMNS, _KEYS)
    )
    return Catalog.from_information_schema(
        tables=tables,
        columns=columns,
        primary_keys=[key for key in keys if key["is_primary"]],
        unique_keys=[key for key in keys if not key["is_primary"]],
        engine=EngineName.POSTGRESQL,
    )


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
