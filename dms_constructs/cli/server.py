"""Reads the catalog of a database server."""

from __future__ import annotations

import contextlib
import functools
import gc
from collections.abc import Collection, Iterator
from typing import Any

import sqlalchemy
from sqlalchemy.pool import NullPool

from dms_constructs.catalog import Catalog
from dms_constructs.cli import change_rates, contents, failures, mysql, output, passwords, postgresql, unseen
from dms_constructs.cli.address import Address, parse
from dms_constructs.cli.change_rates import Counters, Wait
from dms_constructs.cli.clients import POSTGRESQL
from dms_constructs.cli.measuring import Measuring
from dms_constructs.cli.passwords import Password
from dms_constructs.cli.wanting import EVERYTHING, Wanted
from dms_constructs.engines import known

__all__ = ["read"]

_SECONDS_TO_CONNECT = 10
# Who holds a lock on a table for long is altering it, or has forgotten it: waiting has no end, and helps nobody.
_SECONDS_TO_LOCK = 10


def read(
    url: str,
    *,
    wanted: Wanted = EVERYTHING,
    measure: Measuring | None = None,
    wait: Wait = change_rates.pause,
) -> Catalog:
    """Read the catalog of the server behind a URL, with sizes if something is to be measured."""
    address = parse(url)
    password = passwords.find(address)
    own = known(address.client.engine.record.system_schemas) or ()
    unread: list[contents.Unread] = []
    with output.status(f"Reading the catalog of {address} ...") as report, failures.explained(address, password):
        with _no_garbage():
            catalog = _read(address, password, wanted, sizes=measure is not None)
        # First what may fail and is soon over, then what may take hours; and the one should not see the other's work.
        if measure is not None and measure.change_seconds:
            sample = functools.partial(_counters, address, password)
            changes = change_rates.measure(sample, measure.change_seconds, wait, report)
            catalog = Catalog(*catalog.tables, engine=catalog.engine, changes=changes, not_seen=catalog.not_seen)
        if measure is not None:
            with _connected(address, password) as connection:
                catalog, unread = contents.measure(connection, catalog, own, report, lobs=measure.lobs)
    _note_missing(address, wanted, own, catalog)
    if catalog.not_seen:
        output.note(f"{address.who} {unseen.described(catalog.not_seen)}", "yellow")
    if unread:
        count = f"{len(unread)} table{'s' * (len(unread) > 1)}"
        output.note(f"{count} could not be measured, such as {unread[0].table}: {unread[0].reason}", "yellow")
    return catalog


@contextlib.contextmanager
def _no_garbage() -> Iterator[None]:
    """Look for no garbage meanwhile: a large catalog is millions of objects that stay, and each look is at all."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _note_missing(address: Address, wanted: Wanted, own: Collection[str], catalog: Catalog) -> None:
    there = {table.schema for table in catalog.tables}
    if missing := [schema for schema in wanted.schemas if schema not in there]:
        word = "schemas" if len(missing) > 1 else "schema"
        note = f"no tables in {word} {', '.join(missing)}; check the name, where letter case counts, or grant the right"
        output.note(f"{address} shows {address.who} {note} to read them", "yellow")
    elif there.issubset(own):
        output.note(f"{address} shows {address.who} no tables but its own; grant the right to read others", "yellow")


def _read(address: Address, password: Password, wanted: Wanted, *, sizes: bool) -> Catalog:
    if _is_postgresql(address):
        with _connected(address, password) as connection:
            return postgresql.read(connection, wanted, sizes=sizes)
    # The driver gives up on a server that accepts but never speaks only by the limit that holds for queries too, and a
    # large catalog takes its time.
    with _connected(address, password, read_timeout=_SECONDS_TO_CONNECT) as connection:
        engine = mysql.engine(connection)
    with _connected(address, password) as connection:
        return mysql.read(connection, engine, wanted, sizes=sizes)


def _is_postgresql(address: Address) -> bool:
    return address.client is POSTGRESQL


def _counters(address: Address, password: Password) -> Counters:
    # Connected for each sample: a server may end what is idle for long.
    with _connected(address, password) as connection:
        return postgresql.counters(connection) if _is_postgresql(address) else mysql.counters(connection)


@contextlib.contextmanager
def _connected(address: Address, password: Password, **options: Any) -> Iterator[sqlalchemy.Connection]:
    options["connect_timeout"] = _SECONDS_TO_CONNECT
    if password.secret is not None:
        options["password"] = password.secret
    url = sqlalchemy.URL.create(
        address.client.driver,
        username=address.user,
        host=address.host,
        port=address.port,
        database=address.database,
        query=address.options,
    )
    # Given here rather than in the URL, the password is in no text that an error could show.
    arguments = {name: value for name, value in options.items() if name not in address.options}
    with failures.connecting(address):
        connection = sqlalchemy.create_engine(url, connect_args=arguments, poolclass=NullPool).connect()
    with connection:
        connection.execute(sqlalchemy.text(address.client.limit_locks.format(_SECONDS_TO_LOCK)))
        connection.commit()
        yield connection
