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
create table shop.keyed (
    number int,
    tenant int,
    code varchar(200),
    address inet6,
    token uuid,
    unique key by_pair (tenant, number),
    unique key by_code (code(10)),
    key plain (code)
);
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

-- Large objects of known length, in names that need quotes and look like parameters.
create database `50% ``odd`` :names`;
use `50% ``odd`` :names`;

create table `Big: 'a%(b)s"` (
    id int primary key,
    `text: %s ``q``` longtext character set utf8mb4,
    data longblob,
    doc json,
    place point,
    packed longblob compressed,
    never mediumtext,
    short varchar(10)
);
insert into `Big: 'a%(b)s"` values
    (1, repeat('x', 70000), repeat('z', 100000), '{"a":1}', point(1, 2), repeat('z', 9000), null, 'ä'),
    (2, 'ää', 'z', null, null, null, null, 'b'),
    (3, null, null, null, null, null, null, null);
create view `a view` as select * from `Big: 'a%(b)s"`;

create table counted (id int, body longtext);
insert into counted select seq, repeat('y', 100) from seq_1_to_1000;
analyze table counted;

create table parted (id int, body longtext) partition by list (id) (
    partition p1 values in (1),
    partition p2 values in (2)
);
insert into parted values (1, 'abc'), (1, 'abcdef'), (2, 'a');

create table closed (body longtext);
insert into closed values ('xyz');
create table changes (id int auto_increment primary key, body text);

grant select on `Big: 'a%(b)s"` to reader;
grant select on `a view` to reader;
grant select on counted to reader;
grant select on parted to reader;
grant select on changes to reader;
grant insert on closed to reader;
