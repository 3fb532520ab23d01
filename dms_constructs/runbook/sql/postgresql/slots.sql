select slot_name, plugin, active, pg_size_pretty(pg_wal_lsn_diff(pg_current_wal_lsn(), confirmed_flush_lsn)) as not_read_yet
from pg_replication_slots
where slot_type = 'logical' and database = current_database();
