select format('select setval(to_regclass(%L), %s);', format('%I.%I', {renamed schemaname}, sequencename), last_value) as statement
from pg_sequences
where last_value is not null and sequencename not like 'awsdms\_%' and {selected schemaname}
order by schemaname, sequencename;
