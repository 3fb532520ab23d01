set global read_only = on;
select concat('kill ', id, ';') as statement
from information_schema.processlist
where user not in ('{user_text}', 'system user', 'event_scheduler', 'rdsadmin') and id <> connection_id()
    and command not like 'Binlog Dump%';
