select concat('analyze table `', replace(table_schema, '`', '``'), '`.`', replace(table_name, '`', '``'), '`;') as statement
from information_schema.tables
where table_type = 'BASE TABLE' and {selected table_schema}
order by table_schema, table_name;
