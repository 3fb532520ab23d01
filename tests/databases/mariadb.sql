create database shop;
create database `Mixed Case`;
create database user_data;
create database closed;

create table shop.customers (
    id bigint unsigned not null auto_increment primary key,
    age tinyint unsigned,
    serial int(8) unsigned zerofill,
    price decimal(10, 2) unsigned,
    flags bit(8),
    is_new bit(1),
    name varchar(45) not null,
    colour enum('red', 'gr)een', 'it''s') not null,
    sizes set('s', 'm', 'l'),
    extra json,
    note longtext,
    photo mediumblob,
    packed longblob compressed,
    place point,
    since datetime(3)
);

-- The key's order is not the table's.
create table shop.order_lines (
    line_no int,
    order_id bigint,
    tenant smallint,
    note text,
    primary key (tenant, order_id, line_no),
    key by_note (note(10), tenant)
);

create table shop.audit_log (at timestamp, message varchar(200), unique key (message));
create table `Mixed Case`.`User-Data` (`Id` int primary key, `select` text, `a.b` text);
create table user_data.x (id int primary key);
create table closed.secrets (id int primary key);

create view shop.totals as select count(*) as n from shop.customers;
create sequence shop.numbers;
create table shop.kept (id int primary key) with system versioning;
create table shop.events (id bigint, at date, primary key (id, at))
    partition by range (year(at)) (partition p2026 values less than (2027), partition rest values less than maxvalue);

grant all on *.* to dms;
grant select on shop.* to reader;
