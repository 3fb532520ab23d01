"""Whether what a column is compared with can be of the column's type."""

from __future__ import annotations

import decimal
import re
from collections.abc import Callable, Iterable

from dms_constructs._checks import skipped
from dms_constructs.catalog import SourceColumn
from dms_constructs.mappings.rules.words import shown

__all__ = ["unfit"]

# What is written like a date, and none, is a finding about the rule alone.
_DATETIME = re.compile(r"\d{4}-\d{1,2}-\d{1,2}(?:[ T]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?")

_TIME = re.compile(r"-?\d{1,3}:\d{2}(?::\d{2}(?:\.\d+)?)?")


def _is_number(text: str) -> bool:
    try:
        return decimal.Decimal(text).is_finite()
    except decimal.InvalidOperation:
        return False


_NUMBERS = {f"{sign}int{size}" for sign in ("", "u") for size in (1, 2, 4, 8)} | {"numeric", "real4", "real8"}
_FITS: dict[str, tuple[Callable[[str], object], str, str]] = {
    **dict.fromkeys(_NUMBERS, (_is_number, "a number", "5")),
    "time": (_TIME.fullmatch, "a time", "'23:59:59'"),
    "date": (_DATETIME.fullmatch, "a date as DMS reads it", "'2026-01-31'"),
    "datetime": (_DATETIME.fullmatch, "a date or time as DMS reads it", "'2026-01-31 23:59:59'"),
}


def unfit(column: SourceColumn | None, texts: Iterable[str]) -> tuple[str, str] | None:
    """Return the first of some values that a column can't have, in words, and what to write instead; or None."""
    fits = _FITS.get(column.dms_type or "") if column is not None else None
    if column is None or fits is None:
        return None
    fit, what, example = fits
    wrong = next((text for text in texts if not skipped(text) and not fit(text.strip())), None)
    if wrong is None:
        return None
    kind = column.data_type or column.dms_type
    return f"column {column.name} is {kind}, and {shown(wrong)} is not {what}", f"write it like {example}"
