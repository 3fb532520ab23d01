select format('refresh materialized view %I.%I;', schemaname, matviewname) as statement
from pg_matviews
where not ispopulated and {selected schemaname}
order by schemaname, matviewname;
