"""Names and texts in SQL, quoted so that nothing in them is read as SQL."""

from __future__ import annotations

import ipaddress
import textwrap

__all__ = [
    "comment",
    "db2_identifier",
    "db2_literal",
    "dollar_quoted",
    "escaped_pattern",
    "mysql_account",
    "mysql_database_pattern",
    "mysql_grantee",
    "mysql_host",
    "mysql_identifier",
    "mysql_literal",
    "oracle_identifier",
    "oracle_literal",
    "postgresql_identifier",
    "postgresql_literal",
    "sql_server_identifier",
    "sql_server_literal",
]


_WIDTH = 117


def postgresql_identifier(*parts: str) -> str:
    """Quote a name, or the parts of one: `"public"."Order items"`."""
    return ".".join('"' + part.replace('"', '""') + '"' for part in parts)


def postgresql_literal(text: str) -> str:
    """Quote a text, which holds as long as `standard_conforming_strings` is on, as it is by default."""
    return "'" + text.replace("'", "''") + "'"


def oracle_identifier(*parts: str) -> str:
    """Quote a name of Oracle, or the parts of one; none has a quotation mark in it."""
    return ".".join(f'"{part}"' for part in parts)


def oracle_literal(text: str) -> str:
    """Quote a text of Oracle."""
    return "'" + text.replace("'", "''") + "'"


def sql_server_identifier(*parts: str) -> str:
    """Quote a name of SQL Server, or the parts of one."""
    return ".".join("[" + part.replace("]", "]]") + "]" for part in parts)


def sql_server_literal(text: str) -> str:
    """Quote a text of SQL Server, of any characters."""
    return "N'" + text.replace("'", "''") + "'"


def db2_identifier(*parts: str) -> str:
    """Quote a name of Db2, or the parts of one."""
    return ".".join('"' + part.replace('"', '""') + '"' for part in parts)


def db2_literal(text: str) -> str:
    """Quote a text of Db2."""
    return "'" + text.replace("'", "''") + "'"


def dollar_quoted(body: str) -> str:
    """Quote a body of code, whose tag is one that the body doesn't have."""
    tag = "$dms$"
    while tag in body:
        tag = f"{tag[:-1]}_$"
    return f"{tag}\n{body}\n{tag}"


def mysql_identifier(*parts: str) -> str:
    """Quote a name, or the parts of one, for MySQL and MariaDB."""
    return ".".join("`" + part.replace("`", "``") + "`" for part in parts)


def mysql_literal(text: str) -> str:
    """Quote a text, as MySQL and MariaDB read it without `NO_BACKSLASH_ESCAPES`."""
    return "'" + text.replace("\\", "\\\\").replace("'", "''") + "'"


def mysql_database_pattern(database: str) -> str:
    """Quote a database for `GRANT ... ON database.*`, where `_` and `%` would stand for any characters."""
    return mysql_identifier(escaped_pattern(database))


def escaped_pattern(database: str) -> str:
    """Escape what stands for any characters in the database of a grant; the server lists the grant in this form."""
    return database.replace("\\", "\\\\").replace("_", "\\_").replace("%", "\\%")


def mysql_account(user: str, host: str) -> str:
    """Quote an account: who logs in, and from where."""
    return f"{mysql_identifier(user)}@{mysql_identifier(host)}"


def mysql_grantee(user: str, host: str) -> str:
    """Return what information_schema calls an account: it quotes without escaping."""
    return f"'{user}'@'{host}'"


def mysql_host(network: str | None) -> str:
    """Return the host part of an account for a network, as address and netmask; any host where none is given."""
    if network is None:
        return "%"
    block = ipaddress.ip_network(network)
    return f"{block.network_address}/{block.netmask}"


def comment(text: str) -> str:
    """Return lines of a comment, which no line break in a name ends; long ones are broken, unless they are indented."""
    lines: list[str] = []
    for line in text.splitlines():
        lines += [line] if line.startswith(" ") else textwrap.wrap(line, _WIDTH, break_long_words=False)
    return "\n".join(f"-- {line}".rstrip() for line in lines)
