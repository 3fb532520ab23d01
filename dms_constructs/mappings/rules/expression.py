"""Expressions: SQLite's dialect, with the values of a row, its headers and its names as variables."""

from __future__ import annotations

import contextlib
import difflib
import functools
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from dms_constructs import _checks, facts
from dms_constructs.errors import ConfigurationError, Finding, unchecked
from dms_constructs.mappings.rules.words import quoted, shown

if TYPE_CHECKING:
    import sqlite3  # imported where it is used, as few mappings have an expression

__all__ = ["Expression"]

_UNDECIDED = {
    *("random", "randomblob", "date", "time", "datetime", "julianday", "strftime"),
    *("operation_indicator", "replacechars", "hash_sha256"),
}
"""Functions that depend on chance or the time, and those that only DMS has."""
_OPERATORS = {"like", "glob"}
"""What SQLite calls functions although it writes them as operators."""
_MOST_SHOWN = 500
_RESERVED = re.compile("AR_[HM]_")


@dataclass(frozen=True, slots=True, repr=False)
class Expression:
    """
    What DMS computes for a new column or a new name: `Expression("$ID || '-' || $AR_H_OPERATION")`.

    Written as in SQLite. `$name` is the value of a column of the source; `$AR_H_...` are headers of the row, such as
    `$AR_H_OPERATION`; `$AR_M_...` is where it is from, such as `$AR_M_SOURCE_TABLE_NAME`. Its syntax is checked by
    SQLite itself.

    Source: the DMS User Guide, page
    CHAP_Tasks.CustomizingTasks.TableMapping.SelectionTransformation.Expressions.

    Args:
        text: The expression.

    Raises:
        ConfigurationError: `DMS-M027` for what is empty or no expression in SQLite's dialect.
    """

    text: str

    def __post_init__(self) -> None:
        if not _checks.taken_as_is(self.text):
            if not isinstance(self.text, str) or not self.text.strip():
                raise ConfigurationError(
                    "DMS-M027",
                    f"an expression must be a string that is not empty, got {shown(self.text)}",
                    given=self.text,
                )
            _parsed(self.text)

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of the source whose values it uses."""
        return tuple(name for name in self._variables if not _RESERVED.match(name))

    @property
    def functions(self) -> tuple[str, ...]:
        """The functions that it calls."""
        return () if _checks.taken_as_is(self.text) else _parsed(self.text).functions

    @property
    def _variables(self) -> tuple[str, ...]:
        return () if _checks.taken_as_is(self.text) else _parsed(self.text).variables

    @property
    def headers(self) -> tuple[str, ...]:
        """The headers and metadata that it uses, for example `AR_H_OPERATION`."""
        return tuple(name for name in self._variables if _RESERVED.match(name))

    def findings(self) -> tuple[Finding, ...]:
        """Return the findings about it: functions and variables that the guide does not list."""
        known = facts.table_mappings()["expressions"]
        listed = [*known["functions"]["value"], "operation_indicator"]
        lower = {name.lower() for name in listed}
        variables = [f"${name}" for name in known["header_variables"]["value"]] + known["metadata_variables"]["value"]
        unknown = [(name, listed) for name in self.functions if name.lower() not in lower]
        unknown += [(f"${name}", variables) for name in self.headers if f"${name}" not in variables]
        return tuple(
            Finding(
                "mappings.unknownInExpression",
                f"{shown(self)}: the guide does not list {name}, so it may fail at run time",
                fix=_instead(self.text, name, words),
            )
            for name, words in unknown
        )

    def evaluate(self, variables: Mapping[str, str]) -> str | None:
        """
        Compute it, or return None when its value depends on a row, on chance or on the time.

        Args:
            variables: The values of metadata variables by their names, for example `AR_M_SOURCE_SCHEMA`.
        """
        if _checks.taken_as_is(self.text) or any(name not in variables for name in self._variables):
            return None
        if _UNDECIDED.intersection(name.lower() for name in self.functions) or self.findings():
            return None
        import sqlite3  # noqa: PLC0415  # see above

        with contextlib.suppress(sqlite3.Error):
            value = _connection().execute(f"SELECT ({self.text}\n)", dict(variables)).fetchone()[0]
            return value if isinstance(value, str) else None
        return None

    def __str__(self) -> str:
        return self.text

    def __repr__(self) -> str:
        return f"dms.Expression({quoted(self.text)})"


class _Parsed(NamedTuple):
    functions: tuple[str, ...]
    variables: tuple[str, ...]


class _Variables(dict[str, None]):
    """Has a value for every variable, and remembers which it was asked for; sqlite3 wants a dict."""

    def __missing__(self, name: str) -> None:
        self[name] = None


_OF_DMS = {"operation_indicator": 3, "replaceChars": 3, "hash_sha256": 1}
"""The functions of DMS's own, with the number of their arguments."""


def _open() -> sqlite3.Connection:
    import sqlite3  # noqa: PLC0415  # see above

    connection = sqlite3.connect(":memory:", check_same_thread=False)
    for name, arguments in _OF_DMS.items():
        connection.create_function(name, arguments, lambda *_: None)
    return connection


@functools.cache
def _connection() -> sqlite3.Connection:
    return _open()


@functools.lru_cache(maxsize=4096)
def _parsed(text: str) -> _Parsed:
    """Return what SQLite finds in an expression, or raise with what it finds wrong."""
    connection = _open()
    try:
        return _ask(connection, text)
    finally:
        connection.close()


# Texts and quoted names, in which nothing is a variable.
_LITERAL = re.compile(r"'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"|`[^`]*`|\[[^\]]*\]")
_SELECT, _FUNCTION = 21, 31  # SQLITE_SELECT and SQLITE_FUNCTION, of sqlite3.h
_NO_FUNCTION = re.compile(r"no such function: (\S+)")
_NO_COLUMN = re.compile(r"no such column: (\S+)")
_TYPESET_QUOTES = "\u2018\u2019\u201c\u201d"


def _ask(connection: sqlite3.Connection, text: str) -> _Parsed:
    import sqlite3  # noqa: PLC0415  # see above

    if strange := re.search(r"[?@]|:\w", _LITERAL.sub("''", text)):
        _refuse(text, f"{shown(strange[0])} is not part of an expression; variables are written as $name")
    functions: dict[str, None] = {}
    queries = 0

    def note(action: int, _first: str | None, second: str | None, *_: str | None) -> int:
        nonlocal queries
        if action == _FUNCTION and second is not None and second.lower() not in _OPERATORS:
            functions[second] = None
        queries += action == _SELECT
        return sqlite3.SQLITE_OK

    variables = _Variables()
    # With and without parentheses, neither `1), (2` nor `1, 2` gets through.
    for query in (f"EXPLAIN SELECT ({text}\n)", f"EXPLAIN SELECT {text}\n"):
        while True:
            queries = 0
            connection.set_authorizer(note)
            try:
                connection.execute(query, variables)
            except (sqlite3.Error, sqlite3.Warning, ValueError) as error:
                _learn(connection, text, str(error))
                continue
            break
        if queries > 1:
            _refuse(text, "it has a query in it; DMS takes expressions only")
    return _Parsed(tuple(functions), tuple(variables))


def _learn(connection: sqlite3.Connection, text: str, message: str) -> None:
    """Make a function known that only DMS may have, or raise."""
    if unknown := _NO_FUNCTION.search(message):
        connection.set_authorizer(None)
        connection.create_function(unknown[1], -1, lambda *_: None)
        return
    if column := _NO_COLUMN.search(message):
        # As word processors set them, and one example of AWS's guide has them.
        if plain := column[1].strip(_TYPESET_QUOTES) if column[1][0] in _TYPESET_QUOTES else "":
            _refuse(text, f"{message}; put text between straight quotes: '{plain}'")
        _refuse(text, f"{message}; the value of a column is written as ${column[1]}")
    _refuse(text, f"{message}; DMS takes expressions of SQLite only")


def _instead(text: str, name: str, known: Sequence[str]) -> str:
    """Say what to write instead of a function or a variable that the guide does not list."""
    near = difflib.get_close_matches(name, known, n=1)
    if not near:
        return f"write it with functions and variables of the guide, or try {name} before you rely on it"
    return f"write {Expression(unchecked(text.replace(name, near[0])))!r}"


def _refuse(text: str, problem: str) -> None:
    written = quoted(text) if len(text) <= _MOST_SHOWN else shown(text)
    raise ConfigurationError("DMS-M027", f"dms.Expression({written}): {problem}", given=text)
