select concat(
    'select ''', replace(constraint_name, '''', ''''''), ''' as `key`, count(*) as orphans from `',
    replace(table_schema, '`', '``'), '`.`', replace(table_name, '`', '``'), '` as child where ',
    group_concat(concat('child.`', replace(column_name, '`', '``'), '` is not null') order by ordinal_position separator ' and '),
    ' and not exists (select 1 from `', replace(referenced_table_schema, '`', '``'), '`.`',
    replace(referenced_table_name, '`', '``'), '` as parent where ',
    group_concat(
        concat(
            'parent.`', replace(referenced_column_name, '`', '``'), '` = child.`', replace(column_name, '`', '``'), '`'
        )
        order by ordinal_position separator ' and '
    ),
    ');'
) as statement
from information_schema.key_column_usage
where referenced_table_name is not null and {selected table_schema}
group by table_schema, table_name, constraint_name, referenced_table_schema, referenced_table_name
order by table_schema, table_name, constraint_name;
