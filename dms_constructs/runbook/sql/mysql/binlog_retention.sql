call mysql.rds_set_configuration('binlog retention hours', null);
