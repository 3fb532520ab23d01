-- Makes ten thousand tables of twenty columns, in a hundred schemas, with keys, references and indexes.
create procedure make_tables() language plpgsql as $$
declare
    types constant text[] := array['integer', 'text', 'numeric(12, 2)', 'character varying(80)', 'timestamp with time zone', 'boolean', 'jsonb', 'uuid', 'date', 'double precision'];
    columns text;
begin
    for schema_number in 0..99 loop
        execute format('create schema schema_%s', schema_number);
        for number in 0..99 loop
            select string_agg(format('value_%s %s%s', n, types[(n + number) % 10 + 1], case when n % 3 = 0 then ' not null' else '' end), ', ')
                into columns from generate_series(1, 18) as n;
            execute format(
                'create table schema_%s.table_%s (id bigint generated always as identity primary key, parent bigint %s, %s)',
                schema_number, number, case when number > 0 then format('references schema_%s.table_0 on delete cascade', schema_number) else '' end, columns
            );
            execute format('create index on schema_%s.table_%s (parent)', schema_number, number);
            if number % 5 = 0 then
                execute format('create unique index on schema_%s.table_%s (value_1, value_2)', schema_number, number);
            end if;
        end loop;
        commit;
    end loop;
end
$$;
