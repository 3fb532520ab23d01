select concat(
    'select ''', table_schema, '.', table_name, ''' as `table`, count(*) as failures from `', table_schema, '`.`', table_name, '`;'
) as statement
from information_schema.tables
where table_name in (
    'awsdms_apply_exceptions', 'awsdms_suspended_tables', 'awsdms_validation_failures_v1', 'awsdms_validation_failures_v2'
)
order by table_schema, table_name;
