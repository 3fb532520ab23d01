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
