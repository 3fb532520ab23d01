select concat('drop table `', table_schema, '`.`', table_name, '`;') as statement
from information_schema.tables
where table_name like 'awsdms\_%'
order by table_schema, table_name;
