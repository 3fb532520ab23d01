/*!80000 set session information_schema_stats_expiry = 0 */;
select concat(
    'alter table `', replace({renamed table_schema}, '`', '``'), '`.`', replace(table_name, '`', '``'), '` auto_increment = ',
    auto_increment, ';'
) as statement
from information_schema.tables
where auto_increment is not null and {selected table_schema}
order by table_schema, table_name;
