select format(
    'select %L as "table", count(*) as "rows" from %I.%I;', format('%s.%s', namespace.nspname, relation.relname),
    namespace.nspname, relation.relname
) as statement
from pg_class as relation
join pg_namespace as namespace on namespace.oid = relation.relnamespace
where relation.relkind in ('r', 'p') and not relation.relispartition and relation.relname not like 'awsdms\_%'
    and {selected namespace.nspname}
order by namespace.nspname, relation.relname;
