"""Where a database server is: a URL without a password."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl, unquote

from dms_constructs.cli.clients import CLIENTS, Client
from dms_constructs.cli.trouble import Trouble

__all__ = ["Address", "is_url", "parse", "refuse_password"]

_EXAMPLES = "postgresql://user@host:5432/database or mysql://user@host:3306/"
_SECRET = re.compile("pass|pwd|secret", re.IGNORECASE)
_PLACE = re.compile(r"(?:\[(?P<v6>[^\[\]]+)\]|(?P<name>[^\[\]:]*))(?::(?P<port>\d{0,5}))?")


@dataclass(frozen=True)
class Address:
    """A server, the user to connect as and the driver's own options."""

    client: Client
    host: str
    port: int
    user: str | None
    database: str | None
    options: Mapping[str, str]

    def __str__(self) -> str:
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"

    @property
    def who(self) -> str:
        """The user, in words."""
        return f"user {self.user}" if self.user else "this machine's user"


def is_url(text: str) -> bool:
    """Whether a string is meant as a URL rather than as a file's name."""
    return "://" in text


def refuse_password(text: str) -> None:
    """Raise if a string is a URL with a password in it, even one with typing errors, and don't repeat it."""
    if _holds_password(text):
        raise Trouble(
            "the URL holds a password, which shells and process lists show to others; leave it out and set "
            "DMS_CONSTRUCTS_PASSWORD, or type it when asked (an @, : or / in a name is written %40, %3A or %2F)"
        )


def _holds_password(text: str) -> bool:
    _, _, rest = text.partition("://")
    place, _, query = rest.partition("?")
    authority = place.partition("/")[0]
    user, at, _ = authority.rpartition("@")
    # In `user:a/b@host` and `user:a?b@host` the password goes on where URLs end a host.
    inside = user.partition(":")[2] if at else ":" in authority and "@" in rest
    return bool(inside) or any(_SECRET.search(name) and name != "passfile" for name in _options(query))


def _options(query: str) -> dict[str, str]:
    return dict(parse_qsl(query, keep_blank_values=True))


def parse(url: str) -> Address:
    """Return the address that a URL stands for. No message repeats the URL: it may hold what nobody should see."""
    scheme, _, rest = url.partition("://")
    client = CLIENTS.get(scheme.lower())
    if client is None:
        raise Trouble(f"a server's URL must start with {', '.join(f'{each}://' for each in CLIENTS)}: {_EXAMPLES}")
    refuse_password(url)
    place, _, query = rest.partition("?")
    authority, _, database = place.partition("/")
    user, _, host_and_port = authority.rpartition("@")
    found = _PLACE.fullmatch(host_and_port)
    port = int((found and found["port"]) or client.engine.record.default_port or 0)
    if found is None or not 0 < port < 65536:
        raise Trouble(f"the URL must name host and port as in {_EXAMPLES}")
    if client.needs_database and not database:
        raise Trouble("the URL must name a database, as in postgresql://user@host:5432/database")
    return Address(
        client,
        host=unquote(found["v6"] or found["name"]) or "localhost",
        port=port,
        user=unquote(user.rstrip(":")) or None,
        database=unquote(database) or None,
        options=_options(query),
    )
