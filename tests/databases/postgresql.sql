create schema shop;
create schema "Mixed Case";
create schema user_data;

create type shop.mood as enum ('good', 'bad');
create type shop.address as (street text, town text);
create domain shop.email as character varying(254) check (value like '%@%');
create domain shop.work_email as shop.email;

create table shop.customers (
    id bigint generated always as identity primary key,
    name character varying(45) not null,
    email shop.work_email,
    mood shop.mood,
    home shop.address,
    labels text[],
    moods shop.mood[],
    extra jsonb,
    attributes public.hstore,
    photo bytea,
    price numeric(10, 2),
    since timestamp(3) with time zone,
    gone integer
);
alter table shop.customers drop column gone;
alter table shop.customers add column last_column "char";

-- The key's order is not the table's, and one column is in its index without being part of the key.
create table shop.order_lines (
    line_no integer,
    order_id bigint,
    tenant smallint,
    note text,
    constraint its_key primary key (tenant, order_id, line_no) include (note)
);

create table shop.audit_log (at timestamp without time zone, message text);
create unique index on shop.audit_log (message);
create table shop.no_columns ();

-- An index on expressions or on some rows only is not a key.
create table shop.keyed (
    id bigint constraint keyed_id primary key deferrable initially immediate,
    code text unique,
    tenant integer,
    number integer,
    note public.citext,
    constraint keyed_pair unique (tenant, number) deferrable initially deferred,
    exclude (note with =)
);
create unique index keyed_number on shop.keyed (number desc, tenant);
create unique index keyed_included on shop.keyed (tenant) include (note, code);
create unique index keyed_some on shop.keyed (note) where number > 0;
create unique index keyed_expression on shop.keyed (lower(code));
create index keyed_plain on shop.keyed (note);
create table "Mixed Case"."User-Data" ("Id" integer primary key, "select" text, "a.b" text);
create table user_data.x (id integer primary key);

create view shop.totals as select count(*) as n from shop.customers;
create materialized view shop.cached_totals as select count(*) as n from shop.customers;
create sequence shop.numbers;
create foreign table shop.elsewhere (id integer) server elsewhere;

create table shop.events (id bigint, at date, primary key (id, at)) partition by range (at);
create table shop.events_2026 partition of shop.events for values from ('2026-01-01') to ('2027-01-01');

grant usage on schema shop to reader;
grant select on all tables in schema shop to reader;

-- Large objects of known length, in names that need quotes and look like parameters.
create schema "50% ""odd"" :names";
set search_path = "50% ""odd"" :names";

create table "Big: 'a%(b)s""" (
    id integer primary key,
    "text: %s ""q""" text,
    data bytea,
    doc jsonb,
    tags text[],
    page xml,
    pairs public.hstore,
    "never" text,
    short character varying(10)
) with (autovacuum_enabled = false);
insert into "Big: 'a%(b)s""" values
    (1, repeat('x', 70000), decode(repeat('00', 100000), 'hex'), '{"a":1}', '{a,bc}', '<a/>', 'a=>1', null, 'ä'),
    (2, 'ää', '\x00', null, null, null, null, null, 'b'),
    (3, null, null, null, null, null, null, null, null);
create view "a view" as select * from "Big: 'a%(b)s""";

create table counted (id integer, body text);
insert into counted select n, repeat('y', 100) from generate_series(1, 1000) as n;
analyze counted;

create table parted (id integer, body text) partition by list (id);
create table parted_1 partition of parted for values in (1);
create table parted_2 partition of parted for values in (2);
insert into parted values (1, 'abc'), (1, 'abcdef'), (2, 'a');
analyze parted;

create table closed (body text);
insert into closed values ('xyz');
create table changes (id integer generated always as identity primary key, body text);
reset search_path;

grant usage on schema "50% ""odd"" :names" to reader;
grant select on all tables in schema "50% ""odd"" :names" to reader;
revoke select on "50% ""odd"" :names".closed from reader;
