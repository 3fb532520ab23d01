set default_transaction_read_only = off;
alter database {database} reset default_transaction_read_only;
alter role {user} in database {database} reset default_transaction_read_only;
