-- Enables what the list above has: triggers, then foreign keys, whose rows are checked.
do $$
declare
    found record;
begin
    for found in
        select tgrelid::regclass as of_table, tgname as name
        from pg_trigger
        join pg_class as relation on relation.oid = tgrelid
        join pg_namespace as namespace on namespace.oid = relation.relnamespace
        where tgenabled in ('D', 'R') and not tgisinternal and {selected namespace.nspname}
    loop
        execute format('alter table %s enable trigger %I', found.of_table, found.name);
    end loop;
    for found in
        select conrelid::regclass as of_table, conname as name
        from pg_constraint
        join pg_class as relation on relation.oid = conrelid
        join pg_namespace as namespace on namespace.oid = relation.relnamespace
        where contype = 'f' and not convalidated and conparentid = 0 and {selected namespace.nspname}
    loop
        execute format('alter table %s validate constraint %I', found.of_table, found.name);
    end loop;
end
$$;
