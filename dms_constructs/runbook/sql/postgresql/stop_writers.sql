alter database {database} set default_transaction_read_only = on;
alter role {user} in database {database} set default_transaction_read_only = off;
select usename, count(pg_terminate_backend(pid)) as ended
from pg_stat_activity
where datname = current_database() and backend_type = 'client backend' and pid <> pg_backend_pid()
    and usename not in ('{user_text}', 'rdsadmin')
group by usename;
