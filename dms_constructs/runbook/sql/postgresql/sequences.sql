-- Sets each sequence behind the largest value of the columns that it is for, and never back.
do $$
declare
    found record;
    in_use bigint;
    at_end bigint;
    is_behind boolean;
begin
    for found in
        with of_columns as (
            select depends.objid as sequence, depends.refobjid as of_table, depends.refobjsubid as of_column
            from pg_depend as depends
            where depends.classid = 'pg_class'::regclass and depends.refclassid = 'pg_class'::regclass
                and depends.deptype in ('a', 'i') and depends.refobjsubid > 0
            union
            select depends.refobjid, defaults.adrelid, defaults.adnum
            from pg_depend as depends
            join pg_attrdef as defaults on defaults.oid = depends.objid
            where depends.classid = 'pg_attrdef'::regclass and depends.refclassid = 'pg_class'::regclass
        )
        select sequence.seqrelid::regclass as of_sequence, attribute.attrelid::regclass as of_table,
            attribute.attname as of_column, sequence.seqincrement > 0 as goes_up
        from of_columns
        join pg_sequence as sequence on sequence.seqrelid = of_columns.sequence
        join pg_attribute as attribute
            on attribute.attrelid = of_columns.of_table and attribute.attnum = of_columns.of_column
        join pg_class as relation on relation.oid = attribute.attrelid
        join pg_namespace as namespace on namespace.oid = relation.relnamespace
        where attribute.atttypid in ('smallint'::regtype, 'integer'::regtype, 'bigint'::regtype, 'numeric'::regtype)
            and not relation.relispartition and {selected namespace.nspname}
    loop
        execute format(
            'select %s(%I)::bigint from %s', case when found.goes_up then 'max' else 'min' end, found.of_column,
            found.of_table
        ) into in_use;
        execute format(
            'select last_value, case when is_called then last_value %s $1 else last_value %s= $1 end from %s',
            case when found.goes_up then '<' else '>' end, case when found.goes_up then '<' else '>' end,
            found.of_sequence
        ) into at_end, is_behind using in_use;
        if is_behind then
            perform setval(found.of_sequence, in_use);
            raise notice '%: % -> %, from % of %', found.of_sequence, at_end, in_use, found.of_column, found.of_table;
        end if;
    end loop;
end
$$;
