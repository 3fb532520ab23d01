select 'trigger' as kind, tgrelid::regclass::text as of_table, tgname::text as name, 'disabled' as state
from pg_trigger
join pg_class as relation on relation.oid = tgrelid
join pg_namespace as namespace on namespace.oid = relation.relnamespace
where tgenabled in ('D', 'R') and not tgisinternal and {selected namespace.nspname}
union all
select 'foreign key', conrelid::regclass::text, conname::text, 'not validated'
from pg_constraint
join pg_class as relation on relation.oid = conrelid
join pg_namespace as namespace on namespace.oid = relation.relnamespace
where contype = 'f' and not convalidated and {selected namespace.nspname}
order by 1, 2, 3;
