set default_transaction_read_only = off;
do $$
begin
    if exists (select from pg_roles where rolname = '{user_text}') then
        -- Only a member of the role may take over what it owns, unless it is a superuser.
        grant {user} to current_user;
        reassign owned by {user} to current_user;
        drop owned by {user};
        drop role {user};
    end if;
end
$$;
