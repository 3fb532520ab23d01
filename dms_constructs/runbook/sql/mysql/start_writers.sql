set global read_only = off;
