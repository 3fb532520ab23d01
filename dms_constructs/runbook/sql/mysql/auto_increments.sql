select concat(
    'alter table `', replace(table_schema, '`', '``'), '`.`', replace(table_name, '`', '``'), '` modify `',
    replace(column_name, '`', '``'), '` ', column_type, ' not null auto_increment;'
) as statement
from information_schema.columns
where extra not like '%auto_increment%' and (table_schema, table_name, column_name) in (
{columns}
)
order by table_schema, table_name;
