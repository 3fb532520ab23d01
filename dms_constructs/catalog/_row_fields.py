"""What stands in the rows of a server, by the names of their columns."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NoReturn, TypeVar

from dms_constructs.catalog._shown import shown
from dms_constructs.errors import ConfigurationError

__all__ = ["Field", "Fields", "flag", "word"]

T = TypeVar("T")
Values = tuple[Any, ...]


@dataclass(frozen=True)
class Field:
    """A column of the rows: text, or a whole number. One that is not needed may be missing or null."""

    name: str
    needed: bool = False
    kind: type = str


_OF_TABLE = (Field("table_schema", needed=True), Field("table_name", needed=True))


class Fields:
    """Takes fields out of rows, those of the table first: rows are many, and those of one query have the same names."""

    def __init__(self, kind: str, fields: Iterable[Field]) -> None:
        self._kind = kind
        self._fields = (*_OF_TABLE, *fields)
        self._texts = [position for position, field in enumerate(self._fields) if field.kind is str]
        self._numbers = [position for position, field in enumerate(self._fields) if field.kind is int]
        self._needed = [position for position, field in enumerate(self._fields) if field.needed]

    def of(self, rows: Iterable[Mapping[str, Any]]) -> Iterator[Values]:
        """Yield the values of each row, None for what it lacks."""
        names: Values | None = None
        take: Callable[[Values], Values] = tuple
        for row in rows:
            if not isinstance(row, dict | Mapping):
                what = f"a row of {self._kind} must be a dict by column name, got {type(row).__name__} {shown(row)}"
                _refuse(what, row)
            found = tuple(row)
            if found != names:
                names, take = found, self._taking(found, row)
            values = take((*row.values(), None))
            if not _USUAL.issuperset(map(type, values)):
                values = tuple(map(_text, values))
            for position in self._needed:
                if type(values[position]) is not str or not values[position]:
                    self._check_text(position, values[position], row)
            for position in self._numbers:
                if type(values[position]) is not int and values[position] is not None:
                    values = self._with_number(position, values, row)
            yield values

    def _taking(self, names: Values, row: Mapping[str, Any]) -> Callable[[Values], Values]:
        """Return what takes the fields out of the values of a row with these names and a None at the end."""
        # MySQL 8 writes the names of these columns in upper case.
        places = {str(name).lower(): place for place, name in enumerate(names)}
        for field in self._fields:
            if field.needed and field.name not in places:
                has = ", ".join(places) or "nothing"
                _refuse(f"a row of {self._kind} lacks {field.name}; it has {has}; select {field.name} too", row)
        return operator.itemgetter(*(places.get(field.name, len(names)) for field in self._fields))

    def _check_text(self, position: int, given: Any, row: Mapping[str, Any]) -> None:
        if not isinstance(given, str) or not given:
            _refuse(f"a row of {self._kind}: {self._fields[position].name} must be text, got {shown(given)}", row)

    def _with_number(self, position: int, values: Values, row: Mapping[str, Any]) -> Values:
        given = values[position]
        try:
            number = int(given)
        except (TypeError, ValueError, OverflowError):
            name = self._fields[position].name
            _refuse(f"a row of {self._kind}: {name} must be a whole number, got {shown(given)}", row)
        return (*values[:position], number, *values[position + 1 :])


_USUAL = frozenset({str, int, type(None)})


def _text(value: Any) -> Any:
    # Some drivers return text of MySQL as bytes.
    return bytes(value).decode("utf-8", errors="replace") if isinstance(value, bytes | bytearray) else value


def flag(kind: str, name: str, given: Any) -> bool | None:
    """Return what YES and NO mean, or None where there is neither."""
    return word(kind, name, given, _FLAGS)


_FLAGS: Mapping[Any, bool | None] = {"YES": True, "NO": False, None: None}


def word(kind: str, name: str, given: Any, words: Mapping[Any, T]) -> T:
    """Return what a word of the server means, in any case."""
    key = given.upper() if isinstance(given, str) else given
    try:
        return words[key]
    except (KeyError, TypeError):
        *first, last = [each for each in words if each is not None]
        _refuse(f"a row of {kind}: {name} must be {', '.join(first)} or {last}, got {shown(given)}", given)


def _refuse(message: str, row: object) -> NoReturn:
    raise ConfigurationError("DMS-D005", message, given=row) from None
