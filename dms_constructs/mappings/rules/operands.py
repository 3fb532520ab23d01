"""What the texts that columns are compared with stand for: every value of a document is a text."""

from __future__ import annotations

import datetime
import decimal
import re
import unicodedata
from collections.abc import Iterable

__all__ = ["Ordered", "Value", "initials", "is_impossible_date", "plain", "values_of"]

Value = decimal.Decimal | datetime.datetime
"""A number, or a date or time."""

Ordered = Value | str
"""Or a text, where it is known how it compares with the others."""

_NUMBER = re.compile(r"[+-]?[0-9]{1,100}(?:\.[0-9]{1,100})?")
_DATE = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})(?: ([0-9]{2}):([0-9]{2}):([0-9]{2})(?:\.([0-9]{1,6}))?)?")


def values_of(texts: Iterable[str]) -> tuple[Value, ...] | None:
    """Return the values if all texts are numbers, or all are dates and times; else None: their order is not known."""
    texts = tuple(texts)
    for read in (_number, _date):
        values = tuple([value for text in texts if (value := read(text)) is not None])
        if len(values) == len(texts):
            return values
    return None


def initials(texts: Iterable[str]) -> tuple[str, ...] | None:
    """
    Return the first characters of texts if these alone decide their order, whatever the collation; else None.

    So they do where all are digits or unaccented letters of one case, and no two are the same.
    """
    texts = tuple(texts)
    first = tuple(text[:1] for text in texts)
    together = "".join(first)
    are_plain = len(together) == len(texts) and together.isascii() and together.isalnum()
    of_one_case = together == together.lower() or together == together.upper()
    return first if are_plain and of_one_case and len(set(first)) == len(first) else None


def plain(text: str) -> object:
    """Return what is the same for all texts that a database might take for equal: some overlook case and accents."""
    for read in (_number, _date):
        if (value := read(text)) is not None:
            return value
    letters = unicodedata.normalize("NFKD", text.casefold().strip())
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def _number(text: str) -> decimal.Decimal | None:
    return decimal.Decimal(text) if _NUMBER.fullmatch(text) else None


def _date(text: str) -> datetime.datetime | None:
    found = _DATE.fullmatch(text)
    if found is None:
        return None
    text = f"{found[1]}-{found[2]:0>2}-{found[3]:0>2}T{found[4] or '00'}:{found[5] or '00'}:{found[6] or '00'}"
    try:
        return datetime.datetime.fromisoformat(f"{text}.{(found[7] or '0').ljust(6, '0')}")
    except ValueError:
        return None


def is_impossible_date(text: str) -> bool:
    """
    Whether a text has the form of a date, but no calendar has it: `2024-13-40`.

    MySQL's zero dates, such as `0000-00-00`, are values there.
    """
    found = _DATE.fullmatch(text)
    return (
        found is not None and {"0", "00"}.isdisjoint(found.group(2, 3)) and found[1] != "0000" and _date(text) is None
    )
