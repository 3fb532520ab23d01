"""Checks of the names, networks and numbers that a checklist is asked for with."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator, Mapping, Sequence

from dms_constructs import facts
from dms_constructs._checks import in_range, is_a
from dms_constructs._code import as_code
from dms_constructs.databases.deployment import Deployment
from dms_constructs.engines import EngineName, known
from dms_constructs.errors import ConfigurationError, is_unresolved, shown

__all__ = ["check_name", "check_network", "check_plain", "check_retention", "check_user", "selected"]


def selected(
    schemas: Sequence[str] | None,
    tables: Mapping[str, Sequence[str]] | None,
    default: tuple[str, ...],
    engine: EngineName,
) -> tuple[tuple[str, ...], tuple[tuple[str, str], ...]]:
    """Return the schemas whose tables are all migrated, and the tables that are migrated by name."""
    if schemas is not None and not isinstance(schemas, list | tuple):
        fix = as_code([schemas] if isinstance(schemas, str) else ["shop"])
        raise ConfigurationError(
            "DMS-K003", f"schemas must be a list, got {shown(schemas)}; write schemas={fix}", given=schemas
        )
    if tables is not None and not isinstance(tables, Mapping):
        raise ConfigurationError(
            "DMS-K003",
            f"tables must be a mapping of schemas to their tables, got {shown(tables)}; write "
            "tables={'shop': ['orders']}",
            given=tables,
        )
    if not schemas and not tables:
        if not default:
            raise ConfigurationError(
                "DMS-K003",
                "schemas or tables must say what is migrated, because grants are for databases or tables; write "
                "schemas=['shop'], or tables={'shop': ['orders']}",
            )
        return default, ()
    named = tuple(_named(tables or {}))
    for schema in (*(schemas or ()), *(schema for schema, _ in named)):
        check_name("a schema", schema, engine)
    for _, table in named:
        check_name("a table", table, engine)
    return tuple(dict.fromkeys(schemas or ())), named


def _named(tables: Mapping[str, Sequence[str]]) -> Iterator[tuple[str, str]]:
    for schema, names in tables.items():
        if not isinstance(names, list | tuple):
            fix = as_code(
                {schema if isinstance(schema, str) else "shop": [names if isinstance(names, str) else "orders"]}
            )
            raise ConfigurationError(
                "DMS-K003", f"tables must map a schema to a list, got {shown(names)}; write tables={fix}", given=names
            )
        yield from ((schema, name) for name in names)


def check_name(what: str, name: object, engine: EngineName | None = None) -> None:
    """Raise unless it can be a name; of an engine where one is given, which would cut off what is too long."""
    if isinstance(name, str) and is_unresolved(name):
        raise ConfigurationError(
            "DMS-K002",
            f"{what} is known at deployment only, and SQL that is written now must name it; write its name, such as "
            "'shop'",
        )
    if not isinstance(name, str) or not name.strip() or "\0" in name:
        raise ConfigurationError(
            "DMS-K002", f"{what} must have a name, got {_got(name)}; write one such as 'shop'", given=name
        )
    limit = known(engine.record.name_limit) if engine is not None else None
    if limit is not None and not limit.fits(name):
        raise ConfigurationError(
            "DMS-K002",
            f"{what} has a name of more than {limit.length} {limit.unit}: {name!r}; write it as it is on the server",
            given=name,
        )


def check_user(user: object, family: str) -> None:
    """Raise unless it can be a user of the family."""
    check_name("user_name", user)
    known_limits = facts.prerequisites()["user_name_max"]
    limit = known_limits[family] if family in known_limits else facts.checklist(family)["user_name_max"]
    length = len(str(user).encode()) if limit["unit"] == "bytes" else len(str(user))
    if length > limit["value"]:
        raise ConfigurationError(
            "DMS-K002",
            f"user_name must have at most {limit['value']} {limit['unit']}, got {length}: {_got(user)}; write a "
            "shorter one, such as user_name='dms'",
            given=user,
            source=limit["source"],
        )
    if family in _PLAIN_USERS and not _PLAIN_USER.fullmatch(str(user)):
        raise ConfigurationError(
            "DMS-K007",
            f"user_name must be letters, digits, _, # and $, as who logs in has no quotation marks, got {_got(user)}; "
            "write, for example, user_name='dms'",
            given=user,
        )
    check_plain("user_name", str(user), family)


def check_plain(what: str, name: str, family: str) -> None:
    """Raise for a name that can't stand in a script of Oracle, SQL Server or Db2, however it is quoted."""
    if family not in _REFUSED:
        return
    refused = [character for character in name if not character.isprintable()]
    refused += [part for part in _REFUSED[family] if part in name]
    if refused:
        raise ConfigurationError(
            "DMS-K007",
            f"{what} has {', '.join(map(repr, dict.fromkeys(refused)))} in its name, which can't stand in a script: "
            f"{name!r}; rename it, or leave it out and grant by hand",
            given=name,
        )


_PLAIN_USERS = frozenset({"oracle", "db2"})
_REFUSED: Mapping[str, tuple[str, ...]] = {"oracle": ('"',), "sqlserver": ("$(",), "db2": ()}
_PLAIN_USER = re.compile(r"[A-Za-z][A-Za-z0-9_#$]*", re.ASCII)


def check_network(network: object, family: str) -> None:
    """Raise unless it is a network, where one is given, that servers of the family can restrict a user to."""
    is_a("DMS-A001", "client_network", network, str, "client_network='10.0.0.0/16'")
    if network is None:
        return
    if is_unresolved(network):
        raise ConfigurationError(
            "DMS-K006",
            "client_network is known at deployment only, and what is written now must name it; write the network, such "
            "as client_network='10.0.0.0/16'",
        )
    try:
        block = ipaddress.ip_network(str(network))
    except ValueError:
        block = None
    if block is None or (family == "mysql" and block.version != 4):
        only = "an IPv4 network" if family == "mysql" else "a network"
        raise ConfigurationError(
            "DMS-K006",
            f"client_network must be {only} in the form of a CIDR block, got {_got(network)}; write "
            f"client_network={_near(network)!r}",
            given=network,
        )


def _got(value: object) -> str:
    """Return a name as it was given, or what was given instead of one."""
    return repr(value) if isinstance(value, str) else shown(value)


def _near(network: object) -> str:
    """Return the network that an address with a prefix length is in; an example where there is none."""
    try:
        return str(ipaddress.IPv4Network(str(network), strict=False))
    except ValueError:
        return "10.0.0.0/16"


def check_retention(hours: int, engine: EngineName, deployment: Deployment) -> None:
    """Raise for a time that the binary log can't be kept; a server of one's own keeps it for any time."""
    limit = facts.prerequisites()["binlog_retention_hours_max"].get(engine.value)
    most = limit["value"] if limit is not None and deployment is not Deployment.SELF_MANAGED else None
    in_range("DMS-K005", "binlog_retention_hours", hours, 1, most, unit="hours")
