-- What whoever writes the catalog of a PostgreSQL database with psql would ask for: the same that
-- `dms-constructs catalog` reads, a row for each table, column, part of a key and index. The yardstick of
-- `python -m bench reading`; it stays as it is, or figures can't be compared.
\pset pager off

select
    n.nspname, c.relname, c.relkind, c.relpersistence, c.relreplident, parent_n.nspname, parent.relname,
    has_schema_privilege(n.oid, 'USAGE'), has_table_privilege(c.oid, 'SELECT'), has_any_column_privilege(c.oid, 'SELECT')
from pg_class c
join pg_namespace n on n.oid = c.relnamespace
left join pg_inherits i on i.inhrelid = c.oid and c.relispartition
left join pg_class parent on parent.oid = i.inhparent
left join pg_namespace parent_n on parent_n.oid = parent.relnamespace
where c.relkind in ('r', 'p', 'v', 'm') and n.nspname not in ('pg_catalog', 'information_schema', 'pg_toast')
order by 1, 2;

select
    n.nspname, c.relname, a.attnum, a.attname, format_type(a.atttypid, a.atttypmod), t.typname, t.typtype,
    format_type(nullif(t.typbasetype, 0), t.typtypmod), a.attnotnull or t.typnotnull, a.attidentity, a.attgenerated,
    pg_get_expr(d.adbin, d.adrelid), coll.collname
from pg_attribute a
join pg_class c on c.oid = a.attrelid
join pg_namespace n on n.oid = c.relnamespace
join pg_type t on t.oid = a.atttypid
left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
left join pg_collation coll on coll.oid = a.attcollation
where a.attnum > 0 and not a.attisdropped and c.relkind in ('r', 'p', 'v', 'm')
    and n.nspname not in ('pg_catalog', 'information_schema', 'pg_toast')
order by 1, 2, 3;

select
    n.nspname, c.relname, index.relname, i.indisprimary, i.indisunique, i.indimmediate, i.indisvalid, i.indnkeyatts,
    pg_get_expr(i.indpred, i.indrelid), pg_get_expr(i.indexprs, i.indrelid), key.position, a.attname
from pg_index i
join pg_class c on c.oid = i.indrelid
join pg_namespace n on n.oid = c.relnamespace
join pg_class index on index.oid = i.indexrelid
cross join unnest(i.indkey) with ordinality as key (attnum, position)
left join pg_attribute a on a.attrelid = i.indrelid and a.attnum = key.attnum
where n.nspname not in ('pg_catalog', 'information_schema', 'pg_toast')
order by 1, 2, 3, 11;

select
    n.nspname, c.relname, k.conname, referenced_n.nspname, referenced.relname, k.confdeltype, k.confupdtype,
    k.condeferrable, key.position, a.attname
from pg_constraint k
join pg_class c on c.oid = k.conrelid
join pg_namespace n on n.oid = c.relnamespace
join pg_class referenced on referenced.oid = k.confrelid
join pg_namespace referenced_n on referenced_n.oid = referenced.relnamespace
cross join unnest(k.conkey) with ordinality as key (attnum, position)
join pg_attribute a on a.attrelid = k.conrelid and a.attnum = key.attnum
where k.contype = 'f'
order by 1, 2, 3, 9;
