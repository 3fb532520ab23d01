select format(
    'select %L as "table", count(*) as failures from %I.%I;', format('%s.%s', namespace.nspname, relation.relname),
    namespace.nspname, relation.relname
) as statement
from pg_class as relation
join pg_namespace as namespace on namespace.oid = relation.relnamespace
where relation.relkind = 'r' and relation.relname in (
    'awsdms_apply_exceptions', 'awsdms_suspended_tables', 'awsdms_validation_failures_v1', 'awsdms_validation_failures_v2'
)
order by namespace.nspname, relation.relname;
