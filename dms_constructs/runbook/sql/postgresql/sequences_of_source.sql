select format('select setval(%L, %s);', format('%I.%I', schemaname, sequencename), last_value)
from pg_sequences
where last_value is not null and {selected schemaname}
order by schemaname, sequencename;
