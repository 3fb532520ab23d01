select concat(
    'select ''', replace(table_schema, '''', ''''''), '.', replace(table_name, '''', ''''''), ''' as `table`, count(*) as `rows` from `',
    replace(table_schema, '`', '``'), '`.`', replace(table_name, '`', '``'), '`;'
) as statement
from information_schema.tables
where table_type = 'BASE TABLE' and table_name not like 'awsdms\_%' and {selected table_schema}
order by table_schema, table_name;
