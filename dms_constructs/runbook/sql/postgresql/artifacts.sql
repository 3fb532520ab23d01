set default_transaction_read_only = off;
-- What DMS made for itself: tables by the names awsdms_..., and what captures DDL.
do $$
declare
    found record;
begin
    for found in select evtname from pg_event_trigger where evtname like 'awsdms\_%' loop
        execute format('drop event trigger %I', found.evtname);
    end loop;
    for found in
        select function.oid::regprocedure as name
        from pg_proc as function
        where function.proname like 'awsdms\_%'
    loop
        execute format('drop function %s', found.name);
    end loop;
    for found in
        select relation.oid::regclass as name
        from pg_class as relation
        where relation.relkind in ('r', 'p') and not relation.relispartition and relation.relname like 'awsdms\_%'
    loop
        execute format('drop table %s', found.name);
    end loop;
end
$$;
