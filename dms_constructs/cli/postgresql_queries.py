"""
What is asked of PostgreSQL's `pg_catalog`.

Queries are made for the version of the server, because columns of `pg_catalog` that it lacks can't be named. DMS takes
servers since 9.4.
"""

from __future__ import annotations

from dms_constructs.cli.wanting import Wanted

__all__ = ["Queries"]

_RELATIONS = """
    from pg_catalog.pg_class as relation
    join pg_catalog.pg_namespace as namespace on namespace.oid = relation.relnamespace
"""
_TABLES = """
    select
        namespace.nspname as table_schema,
        relation.relname as table_name,
        case relation.relkind
            when 'v' then 'VIEW' when 'm' then 'MATERIALIZED VIEW' else 'BASE TABLE'
        end as table_type,
        case relation.relkind when 'r' then 'NO' when 'p' then 'YES' end as is_partitioned,
        {partition_of} as partition_of,
        case when relation.relkind in ('r', 'p') then
            case relation.relpersistence when 'p' then 'PERMANENT' when 'u' then 'UNLOGGED' end
        end as persistence,
        case when relation.relkind in ('r', 'p') then
            case relation.relreplident
                when 'd' then 'DEFAULT' when 'n' then 'NOTHING' when 'f' then 'FULL' when 'i' then 'INDEX'
            end
        end as replica_identity,
        case
            when not pg_catalog.has_schema_privilege(namespace.oid, 'USAGE') then 'table'
            when pg_catalog.has_table_privilege(relation.oid, 'SELECT') then null
            when pg_catalog.has_any_column_privilege(relation.oid, 'SELECT') then 'columns'
            else 'table'
        end as not_seen
        {sizes}
"""
# Any other table that inherits is a table of its own.
_PARENT = """
    (
        select parent_namespace.nspname || '.' || parent.relname
        from pg_catalog.pg_inherits as inherits
        join pg_catalog.pg_class as parent on parent.oid = inherits.inhparent
        join pg_catalog.pg_namespace as parent_namespace on parent_namespace.oid = parent.relnamespace
        where relation.relispartition and inherits.inhrelid = relation.oid
    )
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
# A domain is the type that it is based on, as `information_schema` says too. Types of extensions go by their bare name,
# because the schema that an extension is in says nothing. A default from a sequence makes a serial of a column, or as
# good as one. Text is in the encoding of the database, and sorted as the database is unless its column says how.
_COLUMNS = """
    with recursive base (oid, type, modifier, not_null) as (
        select oid, typbasetype, typtypmod, typnotnull from pg_catalog.pg_type where typtype = 'd'
        union all
        select base.oid, domain.typbasetype, domain.typtypmod, base.not_null or domain.typnotnull
        from base
        join pg_catalog.pg_type as domain on domain.oid = base.type and domain.typtype = 'd'
    ),
    based as (
        select base.* from base where not exists (
            select from pg_catalog.pg_type as domain where domain.oid = base.type and domain.typtype = 'd'
        )
    ),
    numbered as (
        select distinct default_value.adrelid, default_value.adnum
        from pg_catalog.pg_attrdef as default_value
        join pg_catalog.pg_depend as depend on depend.objid = default_value.oid
            and depend.classid = 'pg_catalog.pg_attrdef'::pg_catalog.regclass
            and depend.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass
        join pg_catalog.pg_class as sequence on sequence.oid = depend.refobjid and sequence.relkind = 'S'
    )
    select
        namespace.nspname as table_schema,
        relation.relname as table_name,
        attribute.attnum as ordinal_position,
        attribute.attname as column_name,
        case
            when type.typtype = 'e' then 'enum'
            when type.typtype = 'c' then 'composite'
            when type.typtype = 'b' and type.typcategory <> 'A'
                and type.typnamespace <> (select oid from pg_catalog.pg_namespace where nspname = 'pg_catalog')
                then type.typname
            else pg_catalog.format_type(type.oid, coalesce(based.modifier, attribute.atttypmod))
        end as column_type,
        case when attribute.attnotnull or based.not_null then 'NO' else 'YES' end as is_nullable,
        {generated} as is_generated,
        case when {identity} or numbered.adrelid is not null then 'YES' else 'NO' end as is_identity,
        case when attribute.attcollation <> 0 then database.encoding end as character_set_name,
        case
            when attribute.attcollation = 0 then null
            when coll.collname = 'default' then database.collation
            else coll.collname
        end as collation_name
    {relations}
    join pg_catalog.pg_attribute as attribute
        on attribute.attrelid = relation.oid and attribute.attnum > 0 and not attribute.attisdropped
    left join based on based.oid = attribute.atttypid
    join pg_catalog.pg_type as type on type.oid = coalesce(based.type, attribute.atttypid)
    left join numbered on numbered.adrelid = relation.oid and numbered.adnum = attribute.attnum
    left join pg_catalog.pg_collation as coll on coll.oid = attribute.attcollation
    cross join (
        select pg_catalog.pg_encoding_to_char(encoding) as encoding, {collation} as collation
        from pg_catalog.pg_database where datname = pg_catalog.current_database()
    ) as database
    where {wanted}
"""
_GENERATED = "case attribute.attgenerated when 's' then 'STORED' when 'v' then 'VIRTUAL' else 'NEVER' end"
# Of indexes, because many unique ones are no constraints. One on expressions or some rows only is not a key, and one
# that is being built or failed to be holds for nothing. Columns that are in an index without being part of its key come
# last.
_KEYS = """
    select
        namespace.nspname as table_schema,
        relation.relname as table_name,
        named.relname as constraint_name,
        attribute.attname as column_name,
        key.position as ordinal_position,
        its.indisprimary as is_primary,
        case when its.indimmediate then 'NO' else 'YES' end as is_deferrable
    {relations}
    join pg_catalog.pg_index as its on its.indrelid = relation.oid
    join pg_catalog.pg_class as named on named.oid = its.indexrelid
    cross join lateral pg_catalog.unnest(its.indkey::pg_catalog.int2[]) with ordinality as key (attnum, position)
    join pg_catalog.pg_attribute as attribute
        on attribute.attrelid = relation.oid and attribute.attnum = key.attnum
    where {wanted}
        and its.indisunique and its.indisvalid and its.indpred is null and its.indexprs is null
        and key.position <= {key_columns}
"""
_INDEXES = """
    select namespace.nspname as table_schema, relation.relname as table_name, named.relname as index_name
    {relations}
    join pg_catalog.pg_index as its on its.indrelid = relation.oid
    join pg_catalog.pg_class as named on named.oid = its.indexrelid
    where {wanted} and not its.indisunique
"""
_FOREIGN_KEYS = """
    select
        namespace.nspname as table_schema,
        relation.relname as table_name,
        its.conname as constraint_name,
        attribute.attname as column_name,
        key.position as ordinal_position,
        referenced_namespace.nspname as referenced_table_schema,
        referenced.relname as referenced_table_name,
        {on_delete} as delete_rule,
        {on_update} as update_rule,
        case when its.condeferrable then 'YES' else 'NO' end as is_deferrable
    {relations}
    join pg_catalog.pg_constraint as its on its.conrelid = relation.oid and its.contype = 'f'
    join pg_catalog.pg_class as referenced on referenced.oid = its.confrelid
    join pg_catalog.pg_namespace as referenced_namespace on referenced_namespace.oid = referenced.relnamespace
    cross join lateral pg_catalog.unnest(its.conkey) with ordinality as key (attnum, position)
    join pg_catalog.pg_attribute as attribute
        on attribute.attrelid = relation.oid and attribute.attnum = key.attnum
    where {wanted} {once}
"""
_ACTION = """
    case {} when 'a' then 'NO ACTION' when 'r' then 'RESTRICT' when 'c' then 'CASCADE' when 'n' then 'SET NULL'
    when 'd' then 'SET DEFAULT' end
"""
# A key that refers to a partitioned table stands there once more for each of its partitions.
_ONCE = """
    and (its.conparentid = 0 or not exists (
        select from pg_catalog.pg_constraint as its_own
        where its_own.oid = its.conparentid and its_own.conrelid = its.conrelid
    ))
"""


class Queries:
    """The queries for a server."""

    def __init__(self, version: tuple[int, ...], which: Wanted) -> None:
        """Take the server's version, its major number first, and which tables are read; `schemas` is a parameter."""
        self._version = version
        wanted = "relation.relkind in ('r', 'p', 'v', 'm') and namespace.nspname !~ '^pg_(toast|temp_|toast_temp_)'"
        if which.schemas:
            wanted += " and namespace.nspname::text = any(cast(:schemas as text[]))"
        elif not which.system_schemas:
            wanted += " and namespace.nspname not in ('information_schema', 'pg_catalog')"
        self._parts = {"relations": _RELATIONS, "wanted": wanted}

    def _since(self, major: int, then: str, before: str) -> str:
        return then if self._version >= (major,) else before

    def tables(self, *, sizes: bool) -> str:
        """Return the query of tables and views."""
        partition_of = self._since(10, _PARENT, "null")
        select = _TABLES.format(partition_of=partition_of, sizes=_SIZES if sizes else "")
        return f"{select} {_RELATIONS} {_PAGES if sizes else ''} where {self._parts['wanted']}"

    @property
    def columns(self) -> str:
        """The query of columns."""
        collation = self._since(17, "coalesce(datlocale, datcollate)", self._since_icu())
        generated = self._since(12, _GENERATED, "'NEVER'")
        identity = self._since(10, "attribute.attidentity <> ''", "false")
        return _COLUMNS.format(collation=collation, generated=generated, identity=identity, **self._parts)

    def _since_icu(self) -> str:
        return self._since(15, "coalesce(daticulocale, datcollate)", "datcollate")

    @property
    def keys(self) -> str:
        """The query of primary and unique keys."""
        return _KEYS.format(key_columns=self._since(11, "its.indnkeyatts", "its.indnatts"), **self._parts)

    @property
    def indexes(self) -> str:
        """The query of indexes that are not unique."""
        return _INDEXES.format(**self._parts)

    @property
    def foreign_keys(self) -> str:
        """The query of foreign keys."""
        on_delete, on_update = _ACTION.format("its.confdeltype"), _ACTION.format("its.confupdtype")
        once = self._since(11, _ONCE, "")
        return _FOREIGN_KEYS.format(on_delete=on_delete, on_update=on_update, once=once, **self._parts)
