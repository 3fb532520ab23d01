"""What DMS reads a source's data types as."""

from __future__ import annotations

import functools
import re

from dms_constructs import facts
from dms_constructs.engines import EngineFamily, EngineName

__all__ = ["dms_type_of", "is_lob", "lob_unit"]

_COMMENT = re.compile(r"/\*.*?\*/")


@functools.cache
def _types(family: EngineFamily) -> dict[str, str]:
    known = facts.data_types()
    types = {name: record["dms_type"] for name, record in known[family.value].items()}
    if family is EngineFamily.MYSQL:
        types |= {f"{name} unsigned": record["dms_type"] for name, record in known["mysql_unsigned"].items()}
    return types


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
    # MariaDB writes some of what only it knows as a comment, such as `longblob /*M!100301 COMPRESSED*/`.
    before, _, rest = _COMMENT.sub("", data_type).strip().lower().partition("(")
    inside, _, after = rest.rpartition(")")
    word = " ".join(f"{before} {after}".split()).removesuffix(" zerofill")
    if engine.family is EngineFamily.MYSQL and word == "bit" and inside.strip() not in {"", "1"}:
        return "bytes"
    if engine.family is EngineFamily.POSTGRESQL and word.endswith("[]"):
        word = "array"
    if engine.family is EngineFamily.POSTGRESQL and word.startswith("interval "):
        word = "interval"  # its fields, such as `interval year to month`, change nothing
    if engine.family is EngineFamily.POSTGRESQL and word in {"numeric", "decimal", "dec"}:
        precision = inside.partition(",")[0].strip()
        if precision.isdecimal() and int(precision) > facts.data_types()["numeric_max_precision"]["value"]:
            return "string"
    types = _types(engine.family)
    # DMS has types of their own for whole numbers without a sign only.
    return types.get(word) or types.get(word.removesuffix(" unsigned"))


@functools.cache
def is_lob(dms_type: str | None) -> bool:
    """Whether values of a DMS data type are large objects."""
    return dms_type in facts.data_types()["lob_types"]["value"]


@functools.cache
def lob_unit(engine: EngineName | None, dms_type: str | None) -> int:
    """
    Return by how much a value is longer as DMS counts it for a limit of LOBs than its bytes in UTF-8, at most.

    Of a source that is not known, it is the largest: a limit that is too small cuts values off.

    Source: the DMS User Guide, page CHAP_Source.PostgreSQL, Working with LOB source data types for PostgreSQL.
    """
    known = facts.data_types()["lob_units"]
    families = EngineFamily if engine is None else [engine.family]
    return max(known[family.value]["value"].get(dms_type, 1) for family in families)
