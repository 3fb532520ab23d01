"""What a database driver's errors mean, and what to try."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator

from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from dms_constructs.cli.address import Address
from dms_constructs.cli.clients import MYSQL
from dms_constructs.cli.passwords import OWN_VARIABLE, Password
from dms_constructs.cli.trouble import Trouble

__all__ = ["connecting", "explained", "reason"]

# The driver of PostgreSQL has no codes for connections that fail, only the server's words, in English unless the server
# speaks another language; then its words have to do.
_POSTGRESQL = [
    ("password authentication failed|no password supplied", "login"),
    ('role ".*" does not exist', "login"),
    ('database ".*" does not exist', "database"),
    ("permission denied for database", "connect"),
    ("no pg_hba.conf entry", "host"),
    ("connection option|bad value for|invalid .* value", "option"),
    ("ssl|certificate", "tls"),
    ("refused|timeout|timed out|resolve|not known|unreachable|no route|closed the connection", "reach"),
]
_STATES = {"42501": "read", "55P03": "lock"}
_MYSQL = {
    1044: "connect",
    1045: "login",
    1049: "database",
    1130: "host",
    1142: "read",
    1205: "lock",
    1227: "read",
    1698: "login",
    2003: "reach",
    2006: "reach",
    2013: "reach",
    2026: "tls",
    3159: "tls",
}


@contextlib.contextmanager
def connecting(address: Address) -> Iterator[None]:
    """Say what a driver that is not even able to try means."""
    try:
        yield
    except (TypeError, ValueError) as error:
        # How Python says that the driver has no such option, or not with that value.
        meaning = "option" if address.options else "reach" if isinstance(error, UnicodeError) else None
        raise Trouble(_sentence(address, meaning, None, _one_line(error))) from error
    except ImportError as error:
        raise Trouble(f"the database driver does not load: {_one_line(error)}") from error
    except OSError as error:
        raise Trouble(
            f"can't connect to {address}: {_one_line(error)}; look at the files that the URL names"
        ) from error


@contextlib.contextmanager
def explained(address: Address, password: Password) -> Iterator[None]:
    """Say what a driver's error means and what to try, without the password."""
    try:
        yield
    except DBAPIError as error:
        words = password.hidden_in(_one_line(error.orig))
        raise Trouble(_sentence(address, _meaning(address, error), password, words)) from error
    except SQLAlchemyError as error:
        raise Trouble(f"can't read the catalog of {address}: {password.hidden_in(_one_line(error))}") from error


def reason(error: DBAPIError) -> str:
    """Return the server's words, without the line of the query that PostgreSQL's driver adds to them."""
    return _one_line(error.orig).partition(" LINE 1: ")[0]


def _one_line(error: BaseException | None) -> str:
    arguments: tuple[object, ...] = error.args if error is not None else ()
    # MySQL's driver gives a number and words.
    words = arguments[1] if len(arguments) == 2 and isinstance(arguments[0], int) else error
    return " ".join(str(words).split())


def _meaning(address: Address, error: DBAPIError) -> str | None:
    if address.client is MYSQL:
        number = error.orig.args[0] if error.orig is not None and error.orig.args else None
        return _MYSQL.get(number) if isinstance(number, int) else None
    if (code := getattr(error.orig, "sqlstate", None)) in _STATES:
        return _STATES[code]
    words = str(error.orig)
    return next((meaning for pattern, meaning in _POSTGRESQL if re.search(pattern, words, re.IGNORECASE)), None)


_SENTENCES = {
    "database": "{address} has no database {address.database}; check the name after the last / of the URL",
    # MySQL says so of a database that isn't there, too, to a user who may not know which there are.
    "connect": "{address} does not let {address.who} into database {address.database}; check its name, or grant the "
    "right to connect",
    "host": "{address} does not let in {address.who} from this machine; allow it there, or connect with TLS",
    "option": "the driver does not take an option of the URL; check names and values after its ?",
    "tls": "{address} and this machine do not agree on TLS; check options such as {tls}",
    "reach": "can't reach {address}; check host and port, and that no firewall or security group is between",
    "read": "{address.who} may not read the catalog of {address}; grant the right to read the tables to move",
    "lock": "another session of {address} holds a lock on a table; wait for it, or end it, and try again",
}


def _sentence(address: Address, meaning: str | None, password: Password | None, words: str) -> str:
    if meaning == "login" and password is not None and password.secret is not None:
        text = f"{address} does not let in {address.who} with the password from {password.origin}; check both"
    elif meaning == "login":
        text = f"{address} does not let in {address.who} without a password; set {OWN_VARIABLE}"
    else:
        sentence = _SENTENCES.get(meaning or "", "can't read the catalog of {address}")
        text = sentence.format(address=address, tls=address.client.tls_option)
    return f"{text} ({words})"
