"""What DMS reads a source's data types as."""

from __future__ import annotations

import functools
import re

from dms_constructs import facts
from dms_constructs.engines import EngineName, known

__all__ = ["dms_type_of", "is_lob", "lob_unit"]

_COMMENT = re.compile(r"/\*.*?\*/")


@functools.cache
def _types(table: str) -> dict[str, str]:
    tables = facts.engines()["data_types"]
    types = {name: record["dms_type"] for name, record in tables[table].items()}
    unsigned = tables.get(f"{table}_unsigned", {})
    return types | {f"{name} unsigned": record["dms_type"] for name, record in unsigned.items()}


@functools.lru_cache(maxsize=4096)
def dms_type_of(engine: EngineName, data_type: str) -> str | None:
    """
    Return the DMS data type for a source's own, for example `wstring` for MySQL's `varchar(45)`, or None.

    It is the default: settings of an endpoint can change some. Source: the DMS User Guide, pages CHAP_Source.MySQL and
    CHAP_Source.PostgreSQL.

    Args:
        engine: The source's engine.
        data_type: The type in the source's words, with or without length.
    """
    table = known(engine.record.data_types)
    if table is None:
        return None
    # MariaDB writes some of what only it knows as a comment, such as `longblob /*M!100301 COMPRESSED*/`.
    before, _, rest = _COMMENT.sub("", data_type).strip().lower().partition("(")
    inside, _, after = rest.rpartition(")")
    word = " ".join(f"{before} {after}".split()).removesuffix(" zerofill")
    if table == "mysql" and word == "bit" and inside.strip() not in {"", "1"}:
        return "bytes"
    if table == "postgresql" and word.endswith("[]"):
        word = "array"
    if table == "postgresql" and word.startswith("interval "):
        word = "interval"  # its fields, such as `interval year to month`, change nothing
    if table == "postgresql" and word in {"numeric", "decimal", "dec"}:
        precision = inside.partition(",")[0].strip()
        if precision.isdecimal() and int(precision) > facts.engines()["numeric_max_precision"]["value"]:
            return "string"
    types = _types(table)
    # DMS has types of their own for whole numbers without a sign only.
    return types.get(word) or types.get(word.removesuffix(" unsigned"))


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
