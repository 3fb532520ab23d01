-- Sixty tables with all that a catalog tells; each is named after what it has.
create database shop character set utf8mb4 collate utf8mb4_general_ci;
create database crm character set latin1;
create database hidden;
use shop;

-- Keys
create table key_primary (id bigint primary key, note text);
create table key_composite (line_no int, order_id bigint, tenant smallint, primary key (tenant, order_id, line_no));
create table key_unique (code varchar(40), note text, unique key by_code (code));
create table key_unique_not_null (code varchar(40) not null unique, note text);
create table key_unique_pair (tenant int, number int, unique key by_pair (number, tenant));
create table key_none (code varchar(40), note text);
create table key_not_unique (id int primary key, code varchar(40), note text, key by_code (code), key by_note (note(10)));
create table key_fulltext (id int primary key, note text, fulltext key in_note (note));
create table key_spatial (id int primary key, place point not null, spatial key near (place));

-- Foreign keys
create table crm.customers (id bigint primary key, parent bigint, constraint of_customers foreign key (parent) references crm.customers (id) on update cascade);
create table crm.places (country char(2), town varchar(40), primary key (country, town)) character set utf8mb4;
create table foreign_cascade (id int primary key, customer bigint, constraint of_cascade foreign key (customer) references crm.customers (id) on delete cascade on update cascade);
create table foreign_set_null (id int primary key, customer bigint, constraint of_set_null foreign key (customer) references crm.customers (id) on delete set null);
create table foreign_restrict (id int primary key, customer bigint, constraint of_restrict foreign key (customer) references crm.customers (id) on delete restrict);
create table foreign_no_action (id int primary key, customer bigint, constraint of_no_action foreign key (customer) references crm.customers (id) on delete no action on update no action);
create table foreign_composite (id int primary key, town varchar(40), country char(2), constraint of_composite foreign key (country, town) references crm.places (country, town)) collate utf8mb4_general_ci;
create table foreign_two (id int primary key, seller bigint, buyer bigint, constraint of_seller foreign key (seller) references crm.customers (id), constraint of_buyer foreign key (buyer) references crm.customers (id) on delete cascade);
create table `foreign_``odd`` on delete cascade` (id int primary key, `its "on delete"` bigint, constraint `a ``b`` ON DELETE CASCADE` foreign key (`its "on delete"`) references crm.customers (id) on update cascade);
create table foreign_none (id int primary key);

-- Columns
create table columns_null (id int primary key, may_be_null text, must_be_there text not null);
create table columns_generated (id int primary key, price decimal(10, 2), gross decimal(12, 2) as (price * 1.2) stored);
create table columns_virtual (id int primary key, price decimal(10, 2), gross decimal(12, 2) as (price * 1.2) virtual);
create table columns_auto (id bigint auto_increment primary key, other bigint);
create table columns_auto_unique (code varchar(9) primary key, number bigint auto_increment unique);
create table columns_invisible (id int primary key, unseen text invisible, gross int as (id * 2) virtual invisible);
create table columns_character_sets (id int primary key, a varchar(9) character set latin1, b text character set utf8mb3, c char(9) character set ascii, d varbinary(9));
create table columns_collated (id int primary key, plain text, bin text collate utf8mb4_bin, german varchar(9) collate utf8mb4_german2_ci);
create table columns_types (id int primary key, a tinyint, b mediumint, c float, d double, e decimal(65, 30), f bit(8), g year, h time(6), i datetime(6), j timestamp(3) null, k date, l binary(16));
create table columns_lobs (id int primary key, a tinytext, b text, c mediumtext, d longtext, e tinyblob, f blob, g mediumblob, h longblob);
create table columns_json (id int primary key, a json);
create table columns_spatial (id int primary key, a point, b geometry, c polygon);
create table columns_enums (id int primary key, a enum('x', 'y'), b set('p', 'q'));
create table columns_defaults (id int primary key, a timestamp default current_timestamp on update current_timestamp, b varchar(9) default 'none', c int default (1 + 1));
create table columns_unsigned (id bigint unsigned primary key, a int unsigned, b int(8) unsigned zerofill);
create table columns_compressed (id int primary key, a longtext compressed);
create table columns_checked (id int primary key, a int check (a > 0), constraint positive check (id > 0));
create table columns_own (id uuid primary key, a inet6);

-- Partitions
create table by_range (id bigint, at date, primary key (id, at)) partition by range (year(at)) (partition p2026 values less than (2027), partition rest values less than maxvalue);
create table by_list (id bigint primary key) partition by list (id) (partition one values in (1), partition two values in (2));
create table by_hash (id bigint primary key) partition by hash (id) partitions 4;
create table by_key (id bigint primary key) partition by key (id) partitions 2;
create table by_range_and_hash (id bigint, at date, primary key (id, at)) partition by range (year(at)) subpartition by hash (id) subpartitions 2 (partition rest values less than maxvalue);
create table by_columns (id bigint, code varchar(9), primary key (id, code)) partition by range columns (code) (partition rest values less than (maxvalue));

-- How they are stored
create table engine_innodb (id int primary key) engine = InnoDB;
create table engine_myisam (id int primary key) engine = MyISAM;
create table engine_aria (id int primary key) engine = Aria;
create table engine_memory (id int primary key) engine = MEMORY;
create table engine_csv (id int not null) engine = CSV;
create table engine_compressed (id int primary key) engine = InnoDB row_format = compressed;

-- Kept history
create table versioned (id int primary key, note text) with system versioning;
create table versioned_columns (id int primary key, since timestamp(6) generated always as row start, until timestamp(6) generated always as row end invisible, period for system_time (since, until)) with system versioning;
create table versioned_some (id int primary key, note text without system versioning) with system versioning;
create table versioned_partitions (id int primary key) with system versioning partition by system_time (partition old history, partition now current);
create table application_time (id int, since date, until date, period for valid (since, until));

-- Views and what is neither
create view view as select id from key_primary;
create sequence numbers;

-- Rights
create table rights_to_columns (id int primary key, name text, secret text, key by_both (name(9), secret(9)));
create table rights_to_a_view (id int primary key, secret text);
create view rights_view as select id from rights_to_a_view;
create table rights_to_write (id int primary key);
create table rights_by_role (id int primary key, note text);
create table rights_by_role_to_columns (id int primary key, secret text);
create table rights_none (id int primary key);
create table hidden.rights_to_no_schema (id int primary key);
grant all on *.* to dms;
grant select on crm.* to reader;
create role reading;
create procedure grant_reading() begin
    declare done boolean default false;
    declare name varchar(100);
    declare names cursor for select table_name from information_schema.tables
        where table_schema = 'shop' and table_name not like 'rights%' and table_type <> 'SEQUENCE';
    declare continue handler for not found set done = true;
    open names;
    each_name: loop
        fetch names into name;
        if done then leave each_name; end if;
        execute immediate concat('grant select on shop.`', replace(name, '`', '``'), '` to reader');
    end loop;
end;
call grant_reading();
drop procedure grant_reading;
grant select (name) on rights_to_columns to reader;
grant select on rights_view to reader;
grant insert on rights_to_write to reader;
grant select on rights_by_role to reading;
grant select (id) on rights_by_role_to_columns to reading;
grant reading to reader;
set default role reading for reader;
