"""What stands in the rows of a server, by the names of their columns."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NoReturn, TypeVar

from dms_constructs.catalog._shown import shown
from dms_constructs.catalog.rows import Rows
from dms_constructs.errors import ConfigurationError

__all__ = ["Field", "Fields", "flag", "word", "words"]

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
    """
    Takes fields out of rows, those of the table first.

    They are taken and checked a field at a time: a source has hundreds of thousands of columns, and a row at a time
    takes three times as long.
    """

    def __init__(self, kind: str, fields: Iterable[Field]) -> None:
        self._kind = kind
        self._fields = (*_OF_TABLE, *fields)

    def of(self, rows: Iterable[Mapping[str, Any]]) -> list[Values]:
        """Return the values of each field, None for a row that lacks it."""
        if isinstance(rows, Rows):
            columns = list(zip(*rows.values, strict=True))
            missing = (None,) * len(rows.values)
            places = self._places(rows.names)
            taken = [columns[place] if place is not None and columns else missing for place in places]
            if rows.are_typed:
                return taken
        else:
            taken = list(zip(*self._values(rows), strict=True)) or [()] * len(self._fields)
        return [self._checked(field, values) for field, values in zip(self._fields, taken, strict=True)]

    def _values(self, rows: Iterable[Mapping[str, Any]]) -> Iterator[Values]:
        names: Values | None = None
        take: Callable[[Values], Values] = tuple
        for row in rows:
            if not isinstance(row, dict | Mapping):
                what = f"a row of {self._kind} must be a dict by column name, got {type(row).__name__} {shown(row)}"
                _refuse(what, row)
            found = tuple(row)
            if found != names:
                names, places = found, self._places(found)
                take = operator.itemgetter(*(len(names) if place is None else place for place in places))
            yield take((*row.values(), None))

    def _places(self, names: Iterable[str]) -> list[int | None]:
        """Return where each field is among these names."""
        # MySQL 8 writes the names of these columns in upper case.
        places = {str(name).lower(): place for place, name in enumerate(names)}
        for field in self._fields:
            if field.needed and field.name not in places:
                has = ", ".join(places) or "nothing"
                message = f"a row of {self._kind} lacks {field.name}; it has {has}; select {field.name} too"
                _refuse(message, list(places))
        return [places.get(field.name) for field in self._fields]

    def refuse_lists(self, taken: Iterable[Values]) -> None:
        """Raise for the first value that is a list or another collection, which no column of a server's rows has."""
        for field, values in zip(self._fields, taken, strict=True):
            for given in values:
                if isinstance(given, list | dict | set):
                    _refuse(f"a row of {self._kind}: {field.name} must be text or a number, got {shown(given)}", given)

    def _checked(self, field: Field, values: Values) -> Values:
        if values and values[0] is None and values.count(None) == len(values) and not field.needed:
            return values
        kinds = set(map(type, values))
        if not kinds.isdisjoint(_BYTES):  # as some drivers return text of MySQL
            values = tuple(map(_text, values))
            kinds = set(map(type, values))
        if field.needed and (kinds - {str} or "" in values):
            for given in values:
                if not isinstance(given, str) or not given:
                    _refuse(f"a row of {self._kind}: {field.name} must be text, got {shown(given)}", given)
        if field.kind is int and kinds - {int, type(None)}:
            return tuple(self._number(field, given) for given in values)
        return values

    def _number(self, field: Field, given: Any) -> int | None:
        try:
            return int(given) if given is not None else None
        except (TypeError, ValueError, OverflowError):
            _refuse(f"a row of {self._kind}: {field.name} must be a whole number, got {shown(given)}", given)


_BYTES = frozenset({bytes, bytearray})


def _text(value: Any) -> Any:
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


def words(kind: str, name: str, given: Any, known: Mapping[str, T]) -> list[T] | None:
    """Return what the words of a list with commas mean; NONE is an empty list, null or nothing not known."""
    parts = [part for each in str(given).split(",") if (part := each.strip())] if given is not None else []
    if not parts:  # files of rows write null as nothing
        return None
    return [word(kind, name, part, known) for part in parts if part.upper() != "NONE"]


def _refuse(message: str, row: object) -> NoReturn:
    raise ConfigurationError("DMS-D005", message, given=row) from None
