"""What DMS reads a source's data types as."""

from __future__ import annotations

import functools
import re
from typing import Any

from dms_constructs import facts
from dms_constructs.engines import EngineName, NotKnown, known

__all__ = ["dms_type_of", "is_lob", "lob_unit", "moved_to", "type_word", "why_not_known"]


@functools.cache
def _types(table: str) -> dict[str, dict[str, Any]]:
    known_types = facts.data_types(table)
    types: dict[str, dict[str, Any]] = dict(known_types["types"])
    # DMS has types of their own for whole numbers without a sign only.
    signed = {f"{name} unsigned": record for name, record in types.items()} if "unsigned" in known_types else {}
    return signed | types | {f"{name} unsigned": record for name, record in known_types.get("unsigned", {}).items()}


@functools.lru_cache(maxsize=4096)
def dms_type_of(engine: EngineName, data_type: str) -> str | None:
    """
    Return the DMS data type for a source's own, for example `wstring` for MySQL's `varchar(45)`, or None.

    It is the default: settings of an endpoint can change some. Source: the DMS User Guide, the pages CHAP_Source of
    each engine.

    Args:
        engine: The source's engine.
        data_type: The type in the source's words, with or without length.
    """
    table = known(engine.record.data_types)
    if table is None:
        return None
    word, inside = _listed(table, data_type)
    record = _types(table).get(word, {})
    scaled = _scaled(record.get("scales"), inside)
    found: str | None = scaled or _sized(record.get("sizes", {}), inside) or record.get("dms_type")
    return found


def _sized(sizes: dict[str, str], inside: str) -> str | None:
    """Return the DMS data type for a type of a length or precision; None where its size decides nothing."""
    if not sizes:
        return None
    size = _SIZE.match(inside.strip().lower())
    if size is None:
        return sizes.get(inside.strip().lower())
    of_limits = ((int(limit), found) for limit, found in sizes.items() if limit.isdecimal())
    return next((found for limit, found in of_limits if int(size[0]) <= limit), sizes.get("more"))


def _scaled(scales: dict[str, str] | None, inside: str) -> str | None:
    """Return the DMS data type for a number with a scale; None where it is whole, or says neither."""
    precision, comma, scale = (part.strip() for part in inside.partition(","))
    if scales is None or not comma or not _WHOLE.fullmatch(scale):
        return None
    if not precision.isdecimal():
        return scales["alone" if int(scale) == 0 else "negative" if int(scale) < 0 else "within"]
    if int(scale) == 0:
        return None
    return scales["negative" if int(scale) < 0 else "within" if int(precision) >= int(scale) else "beyond"]


_SIZE = re.compile(r"\d+")
_WHOLE = re.compile(r"-?\d+")


@functools.lru_cache(maxsize=4096)
def why_not_known(engine: EngineName | None, data_type: str) -> str:
    """Return why there is no DMS data type for a source's own; nothing where there is one, or nothing to look for."""
    if engine is None or not data_type or dms_type_of(engine, data_type) is not None:
        return ""
    table = engine.record.data_types
    if isinstance(table, NotKnown):
        return table.reason
    record = _types(table).get(_listed(table, data_type)[0], {}) if table is not None else {}
    reason: str = record.get("reason", "AWS's guide does not list it")
    return reason


@functools.lru_cache(maxsize=4096)
def moved_to(engine: EngineName, data_type: str) -> tuple[str, ...] | None:
    """Return the protocols of the targets to which DMS moves a type that it can't read as its own; None if it can."""
    table = known(engine.record.data_types)
    if table is None:
        return None
    found = _types(table).get(_listed(table, data_type)[0], {}).get("moved_to")
    return None if found is None else tuple(found)


_COMMENT = re.compile(r"/\*.*?\*/")
# What a column's definition says after its type.
_ATTRIBUTES = re.compile(
    r" (?:character set|charset|collate|signed|zerofill|srid|not null|null|default|auto_increment|comment)\b.*"
)


def _listed(table: str | None, data_type: str) -> tuple[str, str]:
    """Return the words for which a type is listed, and what stands in its parentheses."""
    if table not in {"mysql", "postgresql"}:
        inside = _PARENTHESES.search(data_type)
        word = " ".join(_PARENTHESES.sub(" ", _QUOTES.sub("", data_type)).lower().split())
        return _OF_THE_SERVER.sub("", _OF_THE_COLUMN.sub("", word)), inside[1] if inside else ""
    # MariaDB writes some of what only it knows as a comment, such as `longblob /*M!100301 COMPRESSED*/`.
    before, _, rest = _COMMENT.sub("", data_type).strip().lower().partition("(")
    text, _, after = rest.rpartition(")")
    word = _ATTRIBUTES.sub("", " ".join(f"{before} {after}".split()))
    return (_of_postgresql(word, text) if table == "postgresql" else word), text


_PARENTHESES = re.compile(r"\(([^)]*)\)")
_QUOTES = re.compile(r'[][`"]')
# Schemas of types that the server itself has, such as `MDSYS.SDO_GEOMETRY`.
_OF_THE_SERVER = re.compile(r"^(?:mdsys|public|sys|sysibm)\.")
# What is said of a column after its type: drivers call a type of SQL Server `int identity`.
_OF_THE_COLUMN = re.compile(
    r" (?:identity|not null|null|default|collate|sparse|masked|rowguidcol|persisted|generated|invisible|visible)\b.*"
)
_ARRAY = re.compile(r"(?:\[\d*\]|(?:^| )array(?:\[\d+\])?)$")
# Types of extensions stand for themselves, because the schema that an extension is in says nothing.
_SCHEMA = re.compile(r"""^(?:"(?:[^"]|"")+"|[\w$]+)\.(?=.)""")


def _of_postgresql(word: str, inside: str) -> str:
    """Return the word for which a type of PostgreSQL is listed."""
    word = _SCHEMA.sub("", word)
    # An array of a type goes by the type's name with an underscore before it, in PostgreSQL's own tables.
    if _ARRAY.search(word) or (word.startswith("_") and word != "_"):
        return "array"
    if word.startswith("interval "):
        return "interval"  # its fields, such as `interval year to month`, change nothing
    if word == "float" and 0 < _digits(inside) <= _fact("float_single_precision"):
        return "real"
    return word if word == '"char"' else word.strip('"')


def _digits(inside: str) -> int:
    """Return the precision in the parentheses of a type, or nothing."""
    precision = inside.partition(",")[0].strip()
    return int(precision) if precision.isdecimal() else 0


def _fact(name: str) -> int:
    value: int = facts.engines()[name]["value"]
    return value


@functools.cache
def is_lob(dms_type: str | None) -> bool:
    """Whether values of a DMS data type are large objects."""
    return dms_type in facts.engines()["lob_types"]["value"]


@functools.cache
def lob_unit(engine: EngineName | None, dms_type: str | None) -> int:
    """
    Return by how much a value is longer as DMS counts it for a limit of LOBs than its bytes in UTF-8, at most.

    Of a source that is not known, it is the largest: a limit that is too small cuts values off.

    Source: the DMS User Guide, page CHAP_Source.PostgreSQL, Working with LOB source data types for PostgreSQL.
    """
    units: dict[str, dict[str | None, int]] = facts.engines()["lob_units"]["value"]
    table = known(engine.record.data_types) if engine is not None else None
    return max(units[each].get(dms_type, 1) for each in ([table] if table in units else units))


@functools.lru_cache(maxsize=4096)
def type_word(engine: EngineName, data_type: str) -> str:
    """Return the word for which a source's own type is listed, such as `varchar`, `bigint unsigned` or `array`."""
    return _listed(known(engine.record.data_types), data_type)[0]
