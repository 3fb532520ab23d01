"""The pieces that a runbook is made of: paragraphs, commands for a shell, and SQL."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from dms_constructs.engines import EndpointType, EngineName, known
from dms_constructs.prerequisites.quoting import (
    mysql_identifier,
    mysql_literal,
    postgresql_identifier,
    postgresql_literal,
)
from dms_constructs.runbook.facts import DatabaseFacts

__all__ = ["Piece", "Section", "Shell", "SqlBlock", "USER", "listed", "literal", "of_file", "quoted"]

_FOLDER = Path(__file__).with_name("sql")
_PLACE = re.compile(r"\{(?:(selected|renamed) ([\w.]+)|(\w+))\}")
USER = "dms"
"""What the user of DMS is called where nothing tells."""

_OTHER = {EndpointType.SOURCE: EndpointType.TARGET, EndpointType.TARGET: EndpointType.SOURCE}


@dataclass(frozen=True, slots=True, kw_only=True)
class SqlBlock:
    """
    SQL to run on one of the two servers.

    Attributes:
        name: What it is called: the language and what it does, such as `postgresql/sequences`.
        side: Where it runs.
        sql: The statements.
        prints_for: Where the statements run that it prints, if it does.
        where: On which servers it is for, in words; empty for all of the language.
        needs: What it needs that the servers have not on which this library's tests run SQL: MySQL itself, RDS or
            Aurora. Those only read it. Empty where it is run.
    """

    name: str
    side: EndpointType
    sql: str
    prints_for: EndpointType | None = None
    where: str = ""
    needs: str = ""

    def to_markdown(self) -> str:
        """Return it as Markdown, with where it runs."""
        needs = f"{self.needs}; the tests of this library don't run it" if self.needs else ""
        more = "; ".join(filter(None, (self.where, needs)))
        where = f"On the {self.side.value}{f' ({more})' if more else ''}"
        if self.prints_for is self.side:
            where += ", then what it prints"
        elif self.prints_for is not None:
            where += f"; what it prints is run on the {self.prints_for.value}"
        return f"{where}:\n\n{_fenced('sql', self.sql)}"


@dataclass(frozen=True, slots=True)
class Shell:
    """Commands for a shell that knows the names of the runbook's first section."""

    commands: str

    def to_markdown(self) -> str:
        """Return them as Markdown."""
        return _fenced("sh", self.commands)


def _fenced(language: str, code: str) -> str:
    """Return code as Markdown, between lines that it doesn't have."""
    fence = "```"
    while fence in code:
        fence += "`"
    return f"{fence}{language}\n{code.rstrip()}\n{fence}"


Piece = str | Shell | SqlBlock


@dataclass(frozen=True, slots=True)
class Section:
    """A section with a title."""

    title: str
    pieces: Sequence[Piece]

    def to_markdown(self, number: int) -> str:
        """Return it as Markdown with its number."""
        return "\n\n".join([f"## {number}. {self.title}", *map(_written, self.pieces)])


def _written(piece: Piece) -> str:
    return piece if isinstance(piece, str) else piece.to_markdown()


def of_file(
    name: str,
    database: DatabaseFacts,
    *,
    prints: bool = False,
    prints_for_other: bool = False,
    where: str = "",
    needs: str = "",
    renames: Sequence[tuple[str, str]] = (),
    **values: str,
) -> SqlBlock:
    """
    Return the SQL of a file, with what is known of a database.

    Args:
        name: The name of the file, without the folder of the language.
        database: The database that it runs on.
        prints: Whether it prints statements to run there.
        prints_for_other: Whether it prints statements to run on the other side.
        where: On which servers it is for.
        needs: What it needs that the servers of the tests have not.
        renames: Schemas that are called otherwise on the other side, with their names there.
        values: What else to fill in, by the names in the file.
    """
    language, side = database.protocol, database.side
    user = database.user or USER
    values |= {
        "database": quoted(database.database or "DATABASE", language),
        "user": quoted(user, language),
        "user_text": user.replace("'", "''"),
    }

    def filled(place: re.Match[str]) -> str:
        if place[1] == "selected":
            return _selected(place[2], database)
        if place[1] == "renamed":
            return _renamed(place[2], renames, language)
        return values.get(place[3], place[0])

    return SqlBlock(
        name=f"{language}/{name}",
        side=side,
        # In one go: a name may look like a place for another.
        sql=_PLACE.sub(filled, _text(language, name)),
        prints_for=side if prints else _OTHER[side] if prints_for_other else None,
        where=where,
        needs=needs,
    )


@functools.cache
def _text(language: str, name: str) -> str:
    return (_FOLDER / language / f"{name}.sql").read_text(encoding="utf-8")


def _selected(column: str, database: DatabaseFacts) -> str:
    """Return the condition that a column holds a schema which is moved."""
    language = database.protocol
    exact = [literal(each, language) for each in database.schemas if "%" not in each]
    found = [f"{column} in ({', '.join(exact)})"] if exact else []
    for pattern in database.schemas:
        if "%" in pattern:
            # Only `%` stands for others: in a name, `_` is likelier to be itself.
            escaped = pattern.replace("|", "||").replace("_", "|_")
            found.append(f"{column} like {literal(escaped, language)} escape '|'")
    if found:
        return found[0] if len(found) == 1 else f"({' or '.join(found)})"
    if language == "postgresql":
        return f"{column} <> 'information_schema' and {column} !~ '^pg_'"
    own = sorted({*(known(EngineName.MYSQL.record.system_schemas) or ()), "awsdms_control"})
    return f"{column} not in ({', '.join(literal(each, language) for each in own)})"


def _renamed(column: str, renames: Sequence[tuple[str, str]], language: str) -> str:
    """Return what a schema is called on the other side."""
    cases = [f"when {literal(here, language)} then {literal(there, language)}" for here, there in renames]
    return f"case {column} {' '.join(cases)} else {column} end" if cases else column


def literal(text: str, language: str) -> str:
    """Return a text as SQL of a language writes it."""
    return _LITERALS[language](text)


def quoted(name: str, language: str) -> str:
    """Return a name as SQL of a language writes it."""
    return _IDENTIFIERS[language](name)


_LITERALS = {"mysql": mysql_literal, "postgresql": postgresql_literal}
_IDENTIFIERS = {"mysql": mysql_identifier, "postgresql": postgresql_identifier}


def listed(names: Iterable[str]) -> str:
    """Return names of the same kind in a sentence."""
    *most, last = names
    return f"{', '.join(most)} and {last}" if most else last
