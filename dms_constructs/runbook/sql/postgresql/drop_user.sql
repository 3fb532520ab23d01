set default_transaction_read_only = off;
do $$
begin
    if exists (select from pg_roles where rolname = '{user_text}') then
        reassign owned by {user} to current_user;
        drop owned by {user};
        drop role {user};
    end if;
end
$$;
